import { RowHeld } from "./failure.ts";

/** Queue for a locked row: some of the callers wait at the database, the others here. */
export type Line = {
  readonly row: string;
  atDatabase: number;
  readonly calls: Set<() => void>;
  /** Rows that led to this one: a caller that names only such a row will want this one too. */
  readonly led: Set<string>;
};

/** Number of callers of a new line at the database: while one commits, the next one is already waiting for the row. */
const firsts = 2;

/**
 * Queues for rows that are known to be locked. A line exists while callers wait in it. Only the callers at the database
 * have a connection.
 */
export class Lines {
  readonly #lines = new Map<string, Line>();
  readonly #leads = new Map<string, string>();
  #most = firsts;

  /** `most` is the maximum number of callers of a line at the database at once. */
  constructor(most: number) {
    this.resize(most);
  }

  /** Changes the maximum number of callers of a line at the database at once. */
  resize(most: number): void {
    this.#most = Math.max(most, firsts);
  }

  isHeld(row: string): boolean {
    return this.#lines.has(row);
  }

  /** Returns the first of `wants` that is locked, or a locked row that it led to before; else undefined. */
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
   * Waits until the caller may go to the database for `row`, which it met locked when it wanted `wants`. Throws
   * `RowHeld` after `patience` milliseconds. An admitted caller must call `leave` afterwards.
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
   * Removes a caller from the database and admits the next one, or the next two if the caller obtained the row. So the
   * line for a row that is free again empties fast, and the line for a row in demand has as few callers at the database
   * as possible.
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
