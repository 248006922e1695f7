import type { BulkWriter } from "../../src/platform/database/bulk.ts";
import type { Copy } from "../../src/platform/database/statement.ts";

type Tally = { rows: number; milliseconds: number };

/** Shows progress on a terminal, and always prints what was done with rows per second. */
export type Progress = {
  /** Copies rows under a name; the counts of several copies under one name add up. */
  copy<Row extends object>(tx: BulkWriter, name: string, into: Copy<Row>, rows: Iterable<Row>): Promise<void>;
  /** Prints what was done under each name since the last call. */
  tell(): void;
  /** Runs and times work that has no rows to count. */
  step<Result>(name: string, work: () => Promise<Result>): Promise<Result>;
};

/** Rows between two checks of the clock. */
const rowsOfOneLook = 1000;
const lookMilliseconds = 250;

export function openProgress(output: NodeJS.WriteStream): Progress {
  const tallies = new Map<string, Tally>();
  const over = output.isTTY ? "\r\x1b[K" : "";
  let lookedAt = 0;

  const look = (name: string, sofar: Tally): void => {
    const now = performance.now();
    if (!output.isTTY || now - lookedAt < lookMilliseconds) return;
    lookedAt = now;
    output.write(`${over}  ${line(name, sofar)}`);
  };

  return {
    async copy(tx, name, into, rows) {
      const before = tallies.get(name) ?? { rows: 0, milliseconds: 0 };
      const began = performance.now();
      const sofar = (count: number): Tally => ({
        rows: before.rows + count,
        milliseconds: before.milliseconds + performance.now() - began,
      });
      const watched = function* () {
        let count = 0;
        for (const row of rows) {
          yield row;
          count += 1;
          if (count % rowsOfOneLook === 0) look(name, sofar(count));
        }
      };
      tallies.set(name, sofar(await tx.copy(into, watched())));
    },
    tell() {
      for (const [name, tally] of tallies) output.write(`${over}  ${line(name, tally)}\n`);
      tallies.clear();
    },
    async step(name, work) {
      if (output.isTTY) output.write(`${over}  ${name} …`);
      const began = performance.now();
      const result = await work();
      output.write(`${over}  ${name.padEnd(45)} ${seconds(performance.now() - began).padStart(8)}\n`);
      return result;
    },
  };
}

function line(name: string, { rows, milliseconds }: Tally): string {
  return `${name.padEnd(28)}${grouped(rows).padStart(12)} rows ${seconds(milliseconds).padStart(8)} ${grouped((rows * 1000) / Math.max(1, milliseconds)).padStart(10)} rows/s`;
}

function grouped(count: number): string {
  return Math.round(count).toLocaleString("en").replaceAll(",", " ");
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}
