import { RowHeld } from "./failure.ts";

/** What waits for a held row: the first at the database, the others here. */
type Line = {
  atDatabase: number;
  readonly calls: Set<(isFree: boolean) => void>;
  /** Rows that led to this one: whoever comes for one of them alone will want this one too. */
  readonly led: Set<string>;
};

/** What somebody who stood in line may do: try as if nobody held the row, or wait for it at the database. */
export type Turn = "all may try" | "wait for it";

/** So many of a line are at the database: while one commits, the next is on its way to the row. */
const firsts = 2;

/**
 * The lines before rows that are known to be held. A line is there for as long as somebody stands in it, and nobody who
 * stands in one has a connection, but for the first two.
 */
export class Lines {
  readonly #lines = new Map<string, Line>();
  readonly #leads = new Map<string, string>();
  isHeld(row: string): boolean {
    return this.#lines.has(row);
  }

  /** Of what somebody comes for, the row that is held, or the held one that it led to before. */
  heldAmong(wants: readonly string[]): string | undefined {
    for (const row of wants) {
      const held = this.isHeld(row) ? row : this.#leads.get(row);
      if (held !== undefined) return held;
    }
    return undefined;
  }

  #join(row: string, line: Line, wants: readonly string[]): void {
    this.#lines.set(row, line);
    const [want, ...others] = wants;
    if (want === undefined || want === row || others.length > 0) return;
    line.led.add(want);
    this.#leads.set(want, row);
  }

  #end(row: string): void {
    for (const want of this.#lines.get(row)?.led ?? []) this.#leads.delete(want);
    this.#lines.delete(row);
  }

  /** Waits for one's turn at a row that one met held when one came for `wants`, or is told after so many milliseconds to come again. */
  async stand(row: string, wants: readonly string[], patience: number): Promise<Turn> {
    const known = this.#lines.get(row);
    const line = known ?? { atDatabase: 0, calls: new Set(), led: new Set() };
    this.#join(row, line, wants);
    if (line.atDatabase < firsts) {
      line.atDatabase += 1;
      return "wait for it";
    }
    const { promise, resolve } = Promise.withResolvers<boolean | undefined>();
    const timer = setTimeout(resolve, patience, undefined);
    line.calls.add(resolve);
    const isFree = await promise;
    clearTimeout(timer);
    line.calls.delete(resolve);
    if (isFree === undefined) throw new RowHeld(row);
    return isFree ? "all may try" : "wait for it";
  }

  /** One of the first had the row at once: it is free, and all may try. */
  free(row: string): void {
    const line = this.#lines.get(row);
    this.#end(row);
    for (const call of line?.calls ?? []) call(true);
  }

  /** One of the first goes away, and the next goes to the database. */
  next(row: string): void {
    const line = this.#lines.get(row);
    const [call] = line?.calls ?? [];
    if (line && call) {
      line.calls.delete(call);
      call(false);
    } else if (line && line.atDatabase > 1) line.atDatabase -= 1;
    else this.#end(row);
  }
}
