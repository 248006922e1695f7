import { customerWithEmail, emailKey, eraseByCommand, isEmail } from "../customers/index.ts";
import { eraseRejectedRows, findRejectedRows } from "../import/index.ts";
import type { Config } from "../platform/config.ts";
import type { Database } from "../platform/database/database.ts";
import { forgetJobs, jobsAbout } from "../platform/jobs/jobs.queries.ts";
import { aboutEmail } from "../platform/jobs/subject.ts";
import { parseCommandLine } from "./command-line.ts";
import { withDatabase } from "./with-database.ts";

const usage = `Usage: npm run privacy -- find <e-mail>               tells what is known of whoever has this address
       npm run privacy -- erase <e-mail>              erases what an import set aside of somebody without an account
       npm run privacy -- erase <e-mail> --account    erases the account with this address too, as DELETE /customer does
`;

type Known = {
  readonly customerId: number | undefined;
  /** Whether the address is a former one of the account. */
  readonly isFormer: boolean;
  readonly rows: readonly { readonly source_table: string }[];
  readonly jobs: number;
};

const { account, help, asked } = readArguments();
if (help) process.stdout.write(usage);
else if (!asked) {
  process.stderr.write(usage);
  process.exitCode = 2;
} else
  await withDatabase(async (db, config) => {
    if (asked.act === "find") find(asked.email, await known(db, asked.key));
    else await erase(db, config, asked);
  });

function readArguments() {
  try {
    const { values, positionals } = parseCommandLine({
      allowPositionals: true,
      options: { account: { type: "boolean", default: false }, help: { type: "boolean", short: "h", default: false } },
    });
    const [act, email = "", ...others] = positionals;
    if (values.help) return { ...values, asked: undefined };
    if (act !== "find" && act !== "erase") throw new Error(`"${act ?? ""}" is nothing that is done: find or erase.`);
    if (act === "find" && values.account) throw new Error("--account goes with erase.");
    if (others.length > 0) throw new Error(`"${others[0]}" is too much.`);
    if (!isEmail(email)) throw new Error(`"${email}" is no address of mail.`);
    return { ...values, asked: { act, email: email.trim(), key: emailKey(email) } as const };
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    return { account: false, help: false, asked: undefined };
  }
}

function find(email: string, all: Known): void {
  const found = [...ofAccount(all), ...listed(all)];
  say(
    found.length === 0
      ? `Nothing is known of ${email}.`
      : `Known of ${email}:\n${found.map((one) => `- ${one}`).join("\n")}`,
  );
}

function ofAccount({ customerId, isFormer }: Known): string[] {
  if (customerId === undefined) return [];
  return isFormer
    ? [`the account of customer ${customerId}, whose address it was until lately`]
    : [`the account of customer ${customerId}: GET /customer/export hands its owner all that is known of it`];
}

async function erase(db: Database, config: Config, { email, key }: { readonly email: string; readonly key: string }) {
  const { customerId, isFormer } = await known(db, key);
  if (isFormer) {
    // Access to the mail of a former address does not prove ownership of the account.
    process.stderr.write(
      `${email} was the address of the account of customer ${customerId} until lately, which has another now: erase it by that one. Nothing was erased.\n`,
    );
    process.exitCode = 1;
    return;
  }
  if (customerId !== undefined && !account) {
    process.stderr.write(
      `${email} is the address of an account, customer ${customerId}. Its owner erases it (DELETE /customer); with --account it is erased here. Nothing was erased.\n`,
    );
    process.exitCode = 1;
    return;
  }
  if (customerId !== undefined) {
    // An erasure needs every feature; without an account, they need not be loaded.
    const { personalDataSourcesOf } = await import("../server/features.ts");
    await eraseByCommand({ db, personalDataSources: personalDataSourcesOf(config) }, customerId);
  }
  const erased = [
    ...(customerId === undefined ? [] : [`the account of customer ${customerId}`]),
    ...listed(await eraseRest(db, key)),
  ];
  say(
    erased.length === 0
      ? `Nothing is known of ${email}.`
      : `Erased of ${email}:\n${erased.map((one) => `- ${one}`).join("\n")}`,
  );
  if (customerId !== undefined)
    say(
      "Invoices of what was paid keep name and address for as long as the law asks: docs/operations/personal-data.md.",
    );
}

async function known(db: Database, key: string): Promise<Known> {
  const [owner, rows, jobs] = await Promise.all([
    db.first(customerWithEmail(key)),
    findRejectedRows(db, key),
    db.first(jobsAbout([aboutEmail(key)])),
  ]);
  return { customerId: owner?.customer_id, isFormer: owner?.is_held === true, rows, jobs: jobs?.count ?? 0 };
}

function listed({ rows, jobs }: Pick<Known, "rows" | "jobs">): string[] {
  return [...(rows.length > 0 ? [rowsIn(rows)] : []), ...(jobs > 0 ? [jobsIn(jobs)] : [])];
}

/** `3 rows that an import set aside (customer 1, orders 2)` */
function rowsIn(rows: readonly { readonly source_table: string }[]): string {
  const tables = [...Map.groupBy(rows, ({ source_table }) => source_table)].map(
    ([table, of]) => `${table} ${of.length}`,
  );
  return `${rows.length} ${rows.length === 1 ? "row" : "rows"} that an import set aside (${tables.toSorted().join(", ")})`;
}

function jobsIn(count: number): string {
  return `${count} ${count === 1 ? "job" : "jobs"} that would mail there`;
}

function eraseRest(db: Database, key: string): Promise<Pick<Known, "rows" | "jobs">> {
  return db.transaction(async (tx) => {
    const jobs = (await tx.first(jobsAbout([aboutEmail(key)])))?.count ?? 0;
    await tx.all(forgetJobs([aboutEmail(key)]));
    return { rows: await eraseRejectedRows(tx, key), jobs };
  });
}

function say(text: string): void {
  void process.stdout.write(`${text}\n`);
}
