import { fault, type Check, type Examined, type Finding } from "./check.ts";
import { databaseChecks } from "./database-checks.ts";
import { machineChecks } from "./machine-checks.ts";
import { redisChecks } from "./redis-checks.ts";
import { replicaChecks } from "./replica-checks.ts";
import { settingsChecks } from "./settings-checks.ts";
import { workChecks } from "./work-checks.ts";

/** A finding with the name of its check. */
export type Named = Finding & { readonly check: string };

/** Every check, in the order in which the findings are shown. */
const checks: readonly Check[] = [
  ...settingsChecks,
  ...databaseChecks,
  ...replicaChecks,
  ...redisChecks,
  ...machineChecks,
  ...workChecks,
];

/** Runs the checks, one after the other: none disturbs what another measures. One that fails is itself a finding. */
export async function examine(shop: Examined, all: readonly Check[] = checks): Promise<readonly Named[]> {
  const found: Named[] = [];
  for (const check of all)
    found.push(...(await findingsOf(check, shop)).map((finding) => ({ check: check.name, ...finding })));
  return found;
}

async function findingsOf(check: Check, shop: Examined): Promise<readonly Finding[]> {
  try {
    if ("run" in check) return await check.run(shop);
    return shop.database ? await check.ask(shop.database, shop) : [];
  } catch (error) {
    const { message } = error as Error;
    return [fault(message, "Correct that, and run the doctor again.")];
  }
}
