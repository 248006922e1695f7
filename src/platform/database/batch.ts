import pg from "pg";
import { types } from "./connection.ts";
import { endsConnection } from "./failure.ts";

/** A statement that waits for its batch, and whom its answer goes to. */
export type Asked = {
  readonly statement: { readonly name: string; readonly text: string; readonly values?: unknown[] };
  readonly resolve: (result: pg.QueryResult) => void;
  readonly reject: (error: unknown) => void;
};

type Message = { readonly fields?: unknown };
/** What the driver's own query does with the messages of one statement; its types leave this out. */
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
/** The driver's side of a connection. */
type Wire = {
  readonly stream: { destroy(): void; cork(): void; uncork(): void };
  readonly parsedStatements: Record<string, string>;
  readonly submittedNamedStatements: Record<string, string>;
  sync(): void;
  describe(what: unknown): void;
  close(what: { readonly type: "S"; readonly name: string }): void;
};

/** What the rows of a connection's prepared statements look like: the database need not tell it again. */
export type Shapes = Map<string, Message>;

const noShape = Object.freeze<Message>({});

/**
 * Statements that go to the database as one message and are answered as one: with a single Sync behind them, where the
 * driver sends one behind each. After one that fails none is run.
 */
export class Batch implements pg.Submittable {
  /** Set by the driver, which limits the time until it is called. */
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
      // As the driver does with the queries that it makes itself.
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

  /** As the driver sends it, but without its Sync, and without asking again what is known of its rows. */
  #send(query: Query, wire: Wire): void {
    const spared = { value: nothing };
    const isKnown = this.#shapes.has(query.name);
    let isSent = true;
    // A value that cannot be written: what is behind it must not run without it.
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
    // Answered after it was given up: what it parsed has been closed.
    if (this.#isOver) return;
    for (const { name, text } of this.#parsed) {
      wire.parsedStatements[name] = text;
      delete wire.submittedNamedStatements[name];
    }
    this.#end((query) => query.handleReadyForQuery(wire));
  }

  /**
   * Those that were answered have their answers; the next one has failed, and those behind it were not run. An error that
   * ends the connection is the failure of each of them.
   */
  handleError(error: unknown, wire: Wire): void {
    // Whether they were prepared nobody knows; to close one that was not is no fault.
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

/** One without a name is parsed anew each time: what is known of one tells nothing about the next. */
function isPrepared({ name }: Query): boolean {
  return name !== "";
}

function nothing(): void {
  return undefined;
}

function aborted() {
  return Object.assign(new Error("A statement before this one failed."), { code: "25P02" });
}
