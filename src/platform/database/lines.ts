import { RowHeld } from "./failure.ts";

/** What waits for a held row: some at the database, the others here. */
export type Line = {
  readonly row: string;
  atDatabase: number;
  readonly calls: Set<() => void>;
  /** Rows that led to this one: whoever comes for one of them alone will want this one too. */
  readonly led: Set<string>;
};

/** So many of a new line are at the database: while one commits, the next is on its way to the row. */
const firsts = 2;

/**
 * The lines before rows that are known to be held. A line is there for as long as somebody stands in it, and nobody who
 * stands in one has a connection, but for those who are at the database.
 */
export class Lines {
  readonly #lines = new Map<string, Line>();
  readonly #leads = new Map<string, string>();
  readonly #most: number;

  /** `most` of a line may be at the database at once. */
  constructor(most: number) {
    this.#most = Math.max(most, firsts);
  }

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

  #join(row: string, wants: readonly string[]): Line {
    const line = this.#lines.get(row) ?? { row, atDatabase: 0, calls: new Set(), led: new Set() };
    this.#lines.set(row, line);
    const [want, ...others] = wants;
    if (want !== undefined && want !== row && others.length === 0) {
      line.led.add(want);
      this.#leads.set(want, row);
    }
    return line;
  }

  #end(line: Line): void {
    if (this.#lines.get(line.row) !== line) return;
    for (const want of line.led) this.#leads.delete(want);
    this.#lines.delete(line.row);
  }

  /**
   * Waits until one may go to the database for a row that one met held when one came for `wants`, or is told after so many
   * milliseconds to come again. Whoever was let in says so with `leave`.
   */
  async stand(row: string, wants: readonly string[], patience: number): Promise<Line> {
    const line = this.#join(row, wants);
    if (line.atDatabase < firsts) {
      line.atDatabase += 1;
      return line;
    }
    const { promise, resolve } = Promise.withResolvers<"called" | "tired">();
    const call = (): void => resolve("called");
    const timer = setTimeout(resolve, patience, "tired");
    line.calls.add(call);
    const turn = await promise;
    clearTimeout(timer);
    line.calls.delete(call);
    if (turn === "tired") throw new RowHeld(row);
    return line;
  }

  /**
   * One who was at the database goes away, and the next goes there; two do if that one had the row. So a line before a row
   * that is free again is soon gone, and one before a row that many want is as short at the database as it may be.
   */
  leave(line: Line, hadRow: boolean): void {
    line.atDatabase -= 1;
    let places = Math.min(hadRow ? 2 : 1, this.#most - line.atDatabase);
    for (const call of line.calls) {
      if (places-- === 0) break;
      line.calls.delete(call);
      line.atDatabase += 1;
      call();
    }
    if (line.calls.size === 0 && (hadRow || line.atDatabase === 0)) this.#end(line);
  }
}
