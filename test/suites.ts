import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

/** A script of package.json that ends with the counts of its tests, and its settings. */
type Suite = { readonly script: string; readonly settings?: Readonly<Record<string, string>> };

/** A share of the slow suites; about twenty minutes on two processors. */
const share: readonly Suite[] = [
  { script: "test:invariants", settings: { INVARIANTS: "share" } },
  // Time limits hold for an idle machine; this run is about what is lost, doubled and replied.
  { script: "test:faults", settings: { FAULT_ROUNDS: "2", FAULT_SLACK: "4" } },
  { script: "test:security" },
];

/** Suites that run together, in this order. */
const runs: Readonly<Record<string, readonly Suite[]>> = {
  ci: [{ script: "test" }, { script: "test:replicas" }, { script: "test:image" }, ...share],
  share,
  nightly: [
    { script: "test:import" },
    { script: "test:bounds" },
    { script: "test:invariants", settings: { INVARIANTS: "full" } },
    { script: "test:faults", settings: { FAULT_ROUNDS: "10" } },
    { script: "test:security", settings: { VOLLEYS: "300" } },
    { script: "test:release", settings: { INVARIANTS: "full" } },
  ],
};

type Counts = Readonly<Record<"passed" | "failed" | "skipped", number>>;
type Total = Readonly<Record<"acknowledged" | "lost" | "doubled", number>>;

const countsIn = (line: string): Counts | undefined => {
  const [, passed, failed, skipped] = /^(\d+) passed, (\d+) failed, (\d+) skipped$/.exec(line) ?? [];
  return passed === undefined
    ? undefined
    : { passed: Number(passed), failed: Number(failed), skipped: Number(skipped) };
};

/**
 * Returns the counts of orders in an invariant's closing line; the report repeats these lines without a mark in front, and
 * adds up those of faults.
 */
const orderCountsIn = (line: string): Total => {
  const count = (name: string) =>
    Number(/^(?!in all:)\w/.test(line) ? (new RegExp(`\\b${name} (\\d+)`).exec(line)?.[1] ?? 0) : 0);
  return { acknowledged: count("acknowledged"), lost: count("lost"), doubled: count("doubled") };
};

const sum = <Numbers extends Readonly<Record<string, number>>>(one: Numbers, other: Numbers): Numbers =>
  Object.fromEntries(Object.entries(one).map(([name, number]) => [name, number + (other[name] ?? 0)])) as Numbers;

/** Runs a suite and passes on its output. A suite that fails or reports no counts has at least one failure. */
const runSuite = async ({ script, settings = {} }: Suite): Promise<{ counts: Counts; orders: Total }> => {
  const child = spawn("npm", ["run", "--silent", script], {
    env: { ...process.env, ...settings },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(child, "exit");
  let counts: Counts | undefined;
  let orders: Total = { acknowledged: 0, lost: 0, doubled: 0 };
  for await (const line of createInterface({ input: child.stdout })) {
    process.stdout.write(`${line}\n`);
    counts = countsIn(line) ?? counts;
    orders = sum(orders, orderCountsIn(line));
  }
  const [code] = (await ended) as [number | null];
  const { passed = 0, failed = 0, skipped = 0 } = counts ?? {};
  const endedWell = code === 0 && counts !== undefined;
  return { counts: { passed, failed: endedWell ? failed : Math.max(failed, 1), skipped }, orders };
};

const told = ({ passed, failed, skipped }: Counts): string => `${passed} passed, ${failed} failed, ${skipped} skipped`;

const name = process.argv[2] ?? "";
const suites = runs[name];
if (!suites) throw new Error(`Name one of ${Object.keys(runs).join(", ")}.`);
// Every suite gets the same seed, and prints it, because a result that cannot be repeated proves nothing.
process.env["SEED"] ||= "20190721";
process.env["FAULT_SEED"] ||= process.env["SEED"];
process.stdout.write(`SEED=${process.env["SEED"]}\n`);
let counts: Counts = { passed: 0, failed: 0, skipped: 0 };
let orders: Total = { acknowledged: 0, lost: 0, doubled: 0 };
const closings: string[] = [];
for (const suite of suites) {
  const began = Date.now();
  const run = await runSuite(suite);
  counts = sum(counts, run.counts);
  orders = sum(orders, run.orders);
  closings.push(`${suite.script}: ${told(run.counts)}, in ${Math.round((Date.now() - began) / 1000)} s`);
}
process.stdout.write(`\n${closings.join("\n")}\n`);
if (name === "nightly") {
  const { acknowledged, lost, doubled } = orders;
  const { passed, failed } = counts;
  process.stdout.write(
    `nightly: ${passed} passed, ${failed} failed; acknowledged ${acknowledged}, lost ${lost}, doubled ${doubled}\n`,
  );
} else process.stdout.write(`${told(counts)}\n`);
if (counts.failed > 0) process.exitCode = 1;
