import pg from "pg";
import { types } from "./connection.ts";
import { endsConnection } from "./failure.ts";

/** A statement that waits for its batch, with the callbacks that receive its result. */
export type Asked = {
  readonly statement: { readonly name: string; readonly text: string; readonly values?: unknown[] };
  readonly resolve: (result: pg.QueryResult) => void;
  readonly reject: (error: unknown) => void;
};

type Message = { readonly fields?: unknown };
/** Methods of the driver's query that handle the messages of one statement; the driver's types omit them. */
type Query = {
  readonly name: string;
  readonly text: string;
  readonly _result: object;
  callback: (error: unknown, result: pg.QueryResult) => void;
  hasBeenParsed(wire: Wire): boolean;
  prepare(wire: Wire): void;
  handleRowDescription(message: Message): void;
  handleDataRow(message: Message): void;
  handleCommandComplete(message: Message, wire: Wire): void;
  handleReadyForQuery(wire: Wire): void;
  handleError(error: unknown, wire: Wire): void;
};
/** The driver's connection object, as far as a batch uses it. */
type Wire = {
  readonly stream: { destroy(): void; cork(): void; uncork(): void };
  readonly parsedStatements: Record<string, string>;
  readonly submittedNamedStatements: Record<string, string>;
  sync(): void;
  describe(what: unknown): void;
  close(what: { readonly type: "S"; readonly name: string }): void;
};

/** Row descriptions of a connection's prepared statements, by name. A batch does not request them again. */
export type Shapes = Map<string, Message>;

const noShape = Object.freeze<Message>({});

/**
 * Sends several statements to the database as one message, with a single Sync after the last; the driver itself sends a
 * Sync after each. Their results are delivered together. When one fails, PostgreSQL skips those after it.
 */
export class Batch implements pg.Submittable {
  /** Set by the driver, whose query timeout limits the time until this is called. */
  callback: (error?: unknown) => void = () => undefined;
  readonly #shapes: Shapes;
  readonly #queries: Query[];
  readonly #parsed: Query[] = [];
  #answered = 0;
  #isOver = false;

  constructor(asked: readonly Asked[], shapes: Shapes) {
    this.#shapes = shapes;
    this.#queries = asked.map(({ statement, resolve, reject }) => {
      const query = new pg.Query(statement as pg.QueryConfig) as unknown as Query;
      // The driver does the same for the queries that it creates itself.
      Object.assign(query["_result"], { _types: types });
      query.callback = (error, result) => (error ? reject(error) : resolve(result));
      return query;
    });
  }

  submit(connection: pg.Connection): void {
    const wire = connection as unknown as Wire;
    wire.stream.cork();
    for (const query of this.#queries) {
      if (isPrepared(query) && !query.hasBeenParsed(wire)) this.#parsed.push(query);
      this.#send(query, wire);
    }
    wire.sync();
    wire.stream.uncork();
    this.#begin();
  }

  /** Sends a query as the driver does, but without a Sync, and without a Describe if its row description is known. */
  #send(query: Query, wire: Wire): void {
    const spared = { value: nothing };
    const isKnown = this.#shapes.has(query.name);
    let isSent = true;
    // Called when a value cannot be serialized: the statements after this one must not run without it.
    const { handleError } = query;
    query.handleError = (...told) => {
      isSent = false;
      handleError.apply(query, told);
    };
    query.prepare(Object.create(wire, { sync: spared, ...(isKnown ? { describe: spared } : {}) }) as Wire);
    query.handleError = handleError;
    if (!isSent) wire.stream.destroy();
  }

  get #current(): Query | undefined {
    return this.#queries[this.#answered];
  }

  #begin(): void {
    const shape = this.#current && this.#shapes.get(this.#current.name);
    if (shape && shape !== noShape) this.#current?.handleRowDescription(shape);
  }

  #end(settle: (query: Query, index: number) => void): void {
    if (this.#isOver) return;
    this.#isOver = true;
    for (const [index, query] of this.#queries.entries()) settle(query, index);
    this.callback();
  }

  #learn(query: Query, shape: Message): void {
    if (isPrepared(query)) this.#shapes.set(query.name, shape);
  }

  handleRowDescription(message: Message): void {
    this.#current?.handleRowDescription(message);
    if (this.#current) this.#learn(this.#current, message);
  }

  handleDataRow(message: Message): void {
    this.#current?.handleDataRow(message);
  }

  handleCommandComplete(message: Message, wire: Wire): void {
    const done = this.#current;
    if (!done) return;
    if (!this.#shapes.has(done.name)) this.#learn(done, noShape);
    done.handleCommandComplete(message, wire);
    this.#answered += 1;
    this.#begin();
  }

  handleReadyForQuery(wire: Wire): void {
    // This reply came after the batch had timed out; the statements that it parsed have been closed.
    if (this.#isOver) return;
    for (const { name, text } of this.#parsed) {
      wire.parsedStatements[name] = text;
      delete wire.submittedNamedStatements[name];
    }
    this.#end((query) => query.handleReadyForQuery(wire));
  }

  /**
   * Resolves the completed statements, rejects the next one with `error`, and rejects those after it as not run. An
   * error that ends the connection rejects all that are not completed with `error`; an error that is not the database's
   * rejects the completed ones too.
   */
  handleError(error: unknown, wire: Wire): void {
    // It is unknown whether these were prepared. Closing a statement that does not exist is no error.
    for (const { name } of this.#parsed) {
      delete wire.submittedNamedStatements[name];
      this.#shapes.delete(name);
      wire.close({ type: "S", name });
    }
    const isTold = error instanceof pg.DatabaseError;
    const isEnd = endsConnection(error);
    this.#end((query, index) => {
      if (index < this.#answered && isTold) query.handleReadyForQuery(wire);
      else query.handleError(index > this.#answered && !isEnd ? aborted() : error, wire);
    });
  }
}

/** An unnamed query is parsed each time; its row description says nothing about the next unnamed one. */
function isPrepared({ name }: Query): boolean {
  return name !== "";
}

function nothing(): void {
  return undefined;
}

function aborted() {
  return Object.assign(new Error("A statement before this one failed."), { code: "25P02" });
}
