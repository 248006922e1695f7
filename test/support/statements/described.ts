import type pg from "pg";

/** What PostgreSQL reports about a statement that it has prepared and not run. */
export type Described = { readonly columns: readonly Column[]; readonly plan: readonly PlanNode[] };
export type Column = {
  readonly name: string;
  readonly type: number;
  readonly isNeverNull: boolean | undefined;
  readonly table: string | undefined;
};
export type PlanNode = { readonly kind: string; readonly table: string | undefined };

type Field = { name: string; dataTypeID: number; tableID: number; columnID: number };

/** A query that sends only Parse and Describe, so that it returns the columns without running anything. */
class Description implements pg.Submittable {
  readonly text: string;
  readonly done: Promise<readonly Field[]>;
  #fields: readonly Field[] = [];
  #resolve: (fields: readonly Field[]) => void = () => undefined;
  #reject: (error: Error) => void = () => undefined;
  #isRefused = false;

  constructor(text: string) {
    this.text = text;
    this.done = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }
  submit(connection: pg.Connection): void {
    connection.parse({ name: "", text: this.text, types: [] }, true);
    connection.describe({ type: "S", name: "" }, true);
    connection.sync();
  }
  handleRowDescription(message: { fields: Field[] }): void {
    this.#fields = message.fields;
  }
  handleError(error: Error): void {
    this.#isRefused = true;
    this.#reject(error);
  }
  handleReadyForQuery(): void {
    if (!this.#isRefused) this.#resolve(this.#fields);
  }
}

const columnsOf = async (client: pg.Client, text: string): Promise<Column[]> => {
  const description = new Description(text);
  client.query(description);
  const fields = await description.done;
  const { rows } = await client.query<{ id: string; required: boolean; table: string }>(
    `select attrelid || '.' || attnum as id, attnotnull as required, attrelid::regclass::text as table from pg_attribute where attrelid = any ($1::oid[])`,
    [fields.map(({ tableID }) => tableID)],
  );
  return fields.map(({ name, dataTypeID, tableID, columnID }) => {
    const source = rows.find(({ id }) => id === `${tableID}.${columnID}`);
    return { name, type: dataTypeID, isNeverNull: source?.required, table: source?.table };
  });
};

type Explained = { "Node Type": string; "Relation Name"?: string; Plans?: Explained[] };
const nodesOf = (plan: Explained): PlanNode[] => [
  { kind: plan["Node Type"], table: plan["Relation Name"] },
  ...(plan.Plans ?? []).flatMap(nodesOf),
];

const parametersIn = (text: string): number =>
  Math.max(0, ...[...text.matchAll(/\$(\d+)/g)].map(([, number]) => Number(number)));

/** Prepares a statement as `checked`, for `explain execute` and `execute`, with null for every parameter. */
const prepared = async <Result>(
  client: pg.Client,
  text: string,
  work: (execute: string) => Promise<Result>,
): Promise<Result> => {
  const count = parametersIn(text);
  await client.query(`prepare checked as ${text}`);
  try {
    return await work(`execute checked${count > 0 ? `(${Array(count).fill("null").join(", ")})` : ""}`);
  } finally {
    await client.query("deallocate checked");
  }
};

/** Returns the statement's columns and its generic plan. */
export const describeStatement = async (client: pg.Client, text: string): Promise<Described> => {
  const columns = await columnsOf(client, text);
  await client.query("set plan_cache_mode = force_generic_plan");
  const { rows } = await prepared(client, text, (execute) => client.query(`explain (format json, verbose) ${execute}`));
  const [{ Plan }] = rows[0]["QUERY PLAN"] as [{ Plan: Explained }];
  return { columns, plan: nodesOf(Plan) };
};

/** Runs the statement in a read-only transaction; returns PostgreSQL's error message, or undefined when it succeeds. */
export const refusedReadOnly = async (client: pg.Client, text: string): Promise<string | undefined> =>
  prepared(client, text, async (execute) => {
    await client.query("begin transaction read only");
    try {
      await client.query(execute);
      return undefined;
    } catch (error) {
      return (error as Error).message;
    } finally {
      await client.query("rollback");
    }
  });
