import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { parseArgs } from "node:util";
import type { Load } from "./load.ts";
import { loads } from "./loads/all.ts";
import { loginLines, measureLogins } from "./logins.ts";
import { describeMachine } from "./machine.ts";
import { type Effort, measure } from "./measure.ts";
import { usageOf } from "./process.ts";
import { scoreSearch } from "./search.ts";
import { openShop, timeToOpen } from "./shop.ts";
import { runStress } from "./stress.ts";
import { faultsOf, isReached, type Row, tableOf } from "./table.ts";

const usage = `npm run bench -- [options]

  --seconds 5       how long a round lasts
  --rounds 3        rounds of the shop and of the bare server each, in turn; the median counts
  --connections 32  connections that ask at once
  --data stress     measures the read paths of large catalogues instead, the same at each size:
    --sizes 101,1000,9900,10100,100000,1000000
    --keep folder   keeps the databases for the next run, which need not fill them again
  --search          asks the judged queries of test/search instead, and tells how well they are answered
  --only cached     only loads whose names begin so, several with commas; "start" measures the starts, "logins" signing in
`;

const options = {
  seconds: { type: "string", default: "5" },
  rounds: { type: "string", default: "3" },
  connections: { type: "string", default: "32" },
  only: { type: "string", default: "" },
  data: { type: "string", default: "sample" },
  sizes: { type: "string", default: "101,1000,9900,10100,100000,1000000" },
  keep: { type: "string", default: "" },
  search: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const;

/** Parses a whole number from 1. Fewer than three rounds of five seconds are only for a quick look. */
const positive = (given: string, name: string): number => {
  const number = Number(given);
  if (!Number.isInteger(number) || number < 1) throw new Error(`--${name} ${given}: it must be a whole number from 1.`);
  return number;
};

const say = (text: string): void => void process.stdout.write(`${text}\n`);
const goals = { idleMegabytes: 130, firstStartMilliseconds: 3000, laterStartMilliseconds: 1000 } as const;
const verdict = (value: number, goal: number, unit: string): string =>
  `${Math.round(value)} ${unit} (goal ≤ ${goal}: ${value <= goal ? "yes" : "no"})`;

/** Time from the start until the shop is idle. */
const settleMilliseconds = 3000;

type Memory = { readonly idleMegabytes: number | undefined };
type Start = { readonly firstMilliseconds: number; readonly laterMilliseconds: number };

const measureStart = async (dataDir: string): Promise<Start> => {
  const firstMilliseconds = await timeToOpen(dataDir);
  const later = [await timeToOpen(dataDir), await timeToOpen(dataDir), await timeToOpen(dataDir)];
  return { firstMilliseconds, laterMilliseconds: later.toSorted((a, b) => a - b)[1] ?? Number.NaN };
};

/** Measures loads with the same settings on one shop, whose memory is read before the first of them. */
const measureTogether = async (
  dataDir: string,
  same: readonly Load[],
  effort: Effort,
): Promise<{ memory: Memory; rows: Row[] }> => {
  const shop = await openShop(dataDir, same[0]?.settings ?? {});
  try {
    await delay(settleMilliseconds);
    const memory = { idleMegabytes: usageOf(shop.pid)?.megabytes };
    const rows: Row[] = [];
    for (const load of same) {
      const row = { load, ...(await measure(shop, load, effort)) };
      const pgbench = row.pgbench ? `, pgbench ${row.pgbench.rounds.join(", ")}` : "";
      say(`  ${load.name}: ${row.shop.rounds.join(", ")} requests/s, bare ${row.bare.rounds.join(", ")}${pgbench}`);
      rows.push(row);
    }
    return { memory, rows };
  } finally {
    await shop.close();
  }
};

const resultOf = ({ load, ...measured }: Row) => ({
  name: load.name,
  goal: load.goal,
  reached: isReached({ load, ...measured }),
  ...measured,
});

const runIn = async (folder: string, only: readonly string[], effort: Effort): Promise<number> => {
  const isChosen = (name: string) => only.length === 0 || only.some((begin) => name.startsWith(begin));
  const dataDir = join(folder, "shop");
  say(`Measuring ${effort.rounds} rounds of ${effort.seconds} s with ${effort.connections} connections …`);
  const start = isChosen("start") ? await measureStart(dataDir) : undefined;
  const rows: Row[] = [];
  let memory: Memory | undefined;
  for (const [, same] of Map.groupBy(
    loads.filter(({ name }) => isChosen(name)),
    ({ settings }) => settings,
  )) {
    const measured = await measureTogether(dataDir, same, effort);
    memory ??= measured.memory;
    rows.push(...measured.rows);
  }
  const logins = isChosen("logins") ? await measureLogins(dataDir, effort) : undefined;
  const machine = await describeMachine(join(dataDir, "database", "log"));
  say(
    `\n${machine.cores} cores of ${machine.processor}, ${machine.memoryGigabytes} GB, ${machine.system}; Node ${machine.node}, ${machine.database}\n`,
  );
  if (rows.length > 0) say(tableOf(rows));
  if (memory?.idleMegabytes !== undefined)
    say(`\nMemory of the server after its start: ${verdict(memory.idleMegabytes, goals.idleMegabytes, "MB")}`);
  if (start) {
    say(
      `First start, to the first page of products: ${verdict(start.firstMilliseconds, goals.firstStartMilliseconds, "ms")}`,
    );
    say(`Later start: ${verdict(start.laterMilliseconds, goals.laterStartMilliseconds, "ms")}`);
  }
  if (logins) say(`\n${loginLines(logins)}`);
  if (only.length === 0) {
    const date = new Date().toISOString().slice(0, 10);
    const result = { date, machine, effort, goals, start, memory, logins, loads: rows.map(resultOf) };
    await mkdir(new URL("results/", import.meta.url), { recursive: true });
    await writeFile(new URL(`results/${date}.json`, import.meta.url), `${JSON.stringify(result, null, 2)}\n`);
    say(`\nWritten to bench/results/${date}.json.`);
  }
  return rows.some(({ shop, bare }) => faultsOf(shop) || faultsOf(bare)) ? 1 : 0;
};

const { values } = parseArgs({ options });
if (values.help) say(usage);
else {
  const effort: Effort = {
    seconds: positive(values.seconds, "seconds"),
    rounds: positive(values.rounds, "rounds"),
    connections: positive(values.connections, "connections"),
  };
  // PostgreSQL may run as another user, which needs access to this folder.
  const folder = await mkdtemp(join(tmpdir(), "selvedge-bench-"));
  await chmod(folder, 0o755);
  try {
    const only = values.only.split(",").filter(Boolean);
    const runLoads = () =>
      values.data === "stress"
        ? runStress({ folder: values.keep || folder, sizes: values.sizes.split(","), only }, say)
        : runIn(folder, only, effort);
    if (values.search) await scoreSearch(folder, say);
    else process.exitCode = await runLoads();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
