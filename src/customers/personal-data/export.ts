import { addAbortSignal, finished, Readable } from "node:stream";
import type { Database } from "../../platform/database/database.ts";
import type { Identity } from "../../platform/http/identity.ts";
import type { TellLimits } from "../../platform/http/limit-headers.ts";
import type { Limit } from "../../platform/limits/attempts.ts";
import { Refusal, refusal } from "../../platform/refusal.ts";
import type { AccountDependencies } from "../accounts/accounts.ts";
import { exportAccount, exportSessions } from "./export-account.ts";
import type { PersonalDataSource } from "./erase.ts";

export type ExportDependencies = AccountDependencies & { readonly exportsPerHour: number };

/** Time limit of an export, in seconds: 200 MB at one megabit per second take as long. */
const longestSeconds = 1800;
const retrySeconds = 10;

type Begun = { readonly failed: () => Promise<void>; readonly ended: () => Promise<void> };

/**
 * Streams everything the shop knows about a customer as one JSON document. It is read at the client's pace, and holds
 * no database connection while it waits.
 */
export async function exportCustomer(
  dependencies: ExportDependencies,
  identity: Identity,
  personalDataSources: readonly PersonalDataSource[],
  tellLimits: TellLimits,
): Promise<Readable> {
  const { ended, failed } = await begin(dependencies, identity, tellLimits);
  try {
    const head = await exportAccount(dependencies.db, identity);
    const pieces = Readable.from(asJson(head, dependencies.db, identity, personalDataSources));
    // Not in the generator: its `finally` does not run when the client gives up before the first piece is read.
    finished(pieces, () => void ended());
    return addAbortSignal(AbortSignal.timeout(longestSeconds * 1000), pieces);
  } catch (error) {
    await failed();
    throw error;
  }
}

/** Yields one JSON document in pieces, none of which is larger than an order. */
async function* asJson(
  head: object,
  db: Database,
  identity: Identity,
  personalDataSources: readonly PersonalDataSource[],
): AsyncGenerator<string> {
  const { customerId } = identity;
  yield JSON.stringify(head).slice(0, -1);
  yield ',"sessions":';
  yield* asJsonList(exportSessions(db, identity));
  for (const { name, export: handOut } of personalDataSources) {
    yield `,${JSON.stringify(name)}:`;
    const part = handOut(db, customerId);
    if (isList(part)) yield* asJsonList(part);
    else yield JSON.stringify(await part);
  }
  yield "}";
}

async function* asJsonList(items: AsyncIterable<unknown>): AsyncGenerator<string> {
  let sign = "[";
  for await (const item of items) {
    yield sign + JSON.stringify(item);
    sign = ",";
  }
  yield sign === "[" ? "[]" : "]";
}

function isList(part: object): part is AsyncIterable<unknown> {
  return Symbol.asyncIterator in part;
}

/**
 * Starts an export: one per customer at a time, over all servers. One left by a killed server counts as running until
 * `longestSeconds` have passed.
 */
async function begin(
  { attempts, exportsPerHour }: ExportDependencies,
  { customerId }: Identity,
  tellLimits: TellLimits,
): Promise<Begun> {
  const key = String(customerId);
  const running: Limit = { name: "export-running", key, limit: 1, seconds: longestSeconds };
  const hourly: Limit[] = exportsPerHour > 0 ? [{ name: "export", key, limit: exportsPerHour, seconds: 3600 }] : [];
  const ended = () => attempts.release([running]).catch(() => undefined);
  await attempts.consume(tellLimits, [running]).catch(async (error: unknown) => {
    if (!(error instanceof Refusal && error.code === "COM_29")) throw error;
    throw refusal("COM_29", "", {
      retryAfterSeconds: retrySeconds,
      message: "Too many requests: an export is running",
    });
  });
  if (hourly.length > 0)
    await attempts.consume(tellLimits, hourly).catch(async (error: unknown) => {
      await ended();
      throw error;
    });
  return { ended, failed: () => attempts.release([running, ...hourly]).catch(() => undefined) };
}
