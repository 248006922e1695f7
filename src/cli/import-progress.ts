import type { TableName } from "../import/index.ts";

type Screen = { readonly isTTY?: boolean; write(text: string): unknown };

const terminalMilliseconds = 200;
const logMilliseconds = 5000;
/** A table that takes less time is not shown. */
const noteworthyMilliseconds = 1000;

/**
 * Shows the progress and speed of each table: on one line of a terminal, in a line every five seconds elsewhere. A
 * table that is read within a second is not shown.
 */
export function showProgress(screen: Screen) {
  let current: { table: TableName; rows: number; since: number } | undefined;
  let shownAt = Date.now();
  let heardAt = Date.now();
  let hasShown = false;
  const write = (isLast: boolean): void => {
    if (!current || heardAt - current.since < noteworthyMilliseconds) return;
    const seconds = Math.max((heardAt - current.since) / 1000, 0.001);
    const text = `${current.table.padEnd(18)}${thousands(current.rows).padStart(12)} rows${thousands(current.rows / seconds).padStart(10)}/s`;
    screen.write(screen.isTTY ? `\r${text}${isLast ? "\n" : ""}` : `${text}\n`);
    shownAt = Date.now();
    hasShown = true;
  };
  return {
    progress(table: TableName, rows: number): void {
      if (current?.table !== table) {
        write(true);
        current = { table, rows, since: heardAt };
      }
      current.rows = rows;
      heardAt = Date.now();
      if (Date.now() - shownAt > (screen.isTTY ? terminalMilliseconds : logMilliseconds)) write(false);
    },
    end(): void {
      write(true);
      if (hasShown) screen.write("\n");
    },
  };
}

function thousands(count: number): string {
  return String(Math.round(count)).replaceAll(/\B(?=(\d{3})+$)/g, " ");
}
