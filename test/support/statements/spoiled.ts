import type { Database, Writer } from "../../../src/platform/database/database.ts";
import type { Read, Write } from "../../../src/platform/database/statement.ts";

/** Replaces the text of a statement; the same text leaves it unchanged. */
export type Spoil = (text: string) => string;

/** Returns what the caller of a statement waits for after it has run, so that a planted race happens every time. */
export type Pause = (text: string) => Promise<void> | undefined;

type Statement = Read<unknown> | Write<unknown>;

/** Returns a database that runs some statements with a planted bug, to check that a test notices it. */
export const spoiled = (db: Database, spoil: Spoil, pause: Pause = () => undefined): Database => {
  const turned = <Kind extends Statement>(statement: Kind): Kind => {
    const text = spoil(statement.text);
    return text === statement.text ? statement : { ...statement, text, name: `${statement.name}_spoiled` };
  };
  const paused = async <Rows>(statement: Statement, rows: Promise<Rows>): Promise<Rows> => {
    const answer = await rows;
    await pause(statement.text);
    return answer;
  };
  const over = <Runner extends Pick<Writer, "all" | "first">>(runner: Runner): Runner => ({
    ...runner,
    all: (statement: Statement, ...rest: []) => paused(statement, runner.all(turned(statement), ...rest)),
    first: (statement: Statement, ...rest: []) => paused(statement, runner.first(turned(statement), ...rest)),
  });
  return {
    ...over(db),
    reader: over(db.reader as unknown as Writer),
    transaction: (work, wants) =>
      db.transaction(
        (tx) => work({ ...over(tx), send: (statement, ...rest) => tx.send(turned(statement), ...rest) } as Writer),
        wants,
      ),
    atOnce: (before, last, ...rest) => db.atOnce(before.map(turned), turned(last as Statement) as typeof last, ...rest),
  };
};
