import { Readable } from "node:stream";
import { spec, type TestEvent } from "node:test/reporters";
import { oneServerMark } from "./one-server.ts";
import { closing } from "./tally.ts";

type Counts = { passed: number; failed: number; skipped: number };

/** Returns the counts of a whole run. A run that failed without a failed test (a hook, a crash) counts one failure. */
const countsOf = ({ success, counts }: Extract<TestEvent, { type: "test:summary" }>["data"]): Counts => {
  const failed = counts.tests - counts.passed - counts.skipped - counts.todo;
  return {
    passed: counts.passed,
    failed: success ? failed : Math.max(failed, 1),
    skipped: counts.skipped + counts.todo,
  };
};

/** Returns the sum over the closing lines of faults, or undefined in a run without any. */
const totalOfFaults = (lines: readonly string[]): string | undefined => {
  const faults = lines.filter((line) => line.startsWith("faults "));
  const sum = (name: string) =>
    faults.reduce((total, line) => total + Number(new RegExp(`\\b${name} (\\d+)`).exec(line)?.[1] ?? 0), 0);
  const total = ["runs", "acknowledged", "lost", "doubled"].map((name) => `${name} ${sum(name)}`).join(", ");
  return faults.length === 0 ? undefined : `in all: ${total}`;
};

/**
 * Prints the `spec` report, then what each invariant was tested on and which files ran on one server only, and as its
 * last line the counts of the run; after faults, how many there were, and what became of the orders.
 */
export default async function* report(source: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  let total: Counts | undefined;
  const told: string[] = [];
  const watched = async function* () {
    for await (const event of source) {
      // Each file's summary names its file; that of the run does not.
      if (event.type === "test:summary" && event.data.file === undefined) total = countsOf(event.data);
      if (event.type === "test:diagnostic" && event.data.message.startsWith(closing))
        told.push(event.data.message.slice(closing.length));
      if (event.type === "test:stdout")
        told.push(...event.data.message.split("\n").filter((line) => line.startsWith(oneServerMark)));
      yield event;
    }
  };
  yield* Readable.from(watched()).compose(new spec()) as AsyncIterable<string>;
  for (const line of told) yield `${line}\n`;
  const { passed, failed, skipped } = total ?? { passed: 0, failed: 1, skipped: 0 };
  yield `${passed} passed, ${failed} failed, ${skipped} skipped\n`;
  const faults = totalOfFaults(told);
  if (faults !== undefined) yield `${faults}\n`;
}
