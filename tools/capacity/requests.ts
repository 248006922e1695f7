/** What one kind of request is assumed to be: how often it comes, who answers it, and what it costs. */
export type RequestFigures = {
  /** Per session; of an order and its payment, per order. */
  readonly calls: number;
  /** Share that a CDN answers. */
  readonly edgeHits: number;
  /** Share of the rest that a server answers from its kept replies. */
  readonly keptHits: number;
  /** Of a reply that is made: SQL statements, and those among them that write. */
  readonly statements: number;
  readonly writes: number;
  /** Of a reply before compression. */
  readonly kilobytes: number;
  /** Processor time of a reply that is made: microseconds of the server, milliseconds of the database. */
  readonly serverMicroseconds: number;
  readonly databaseMilliseconds: number;
};

/** A kind of request; whether everybody may be given the same reply, and whether it comes per order. */
type RequestKind = RequestFigures & {
  readonly isPublic: boolean;
  readonly isPerOrder: boolean;
  readonly source: string;
};

export type Kind = keyof typeof requestKinds;

const calls = "calls, hits, statements and bytes assumed";
const bench = "`npm run bench` of 2026-11-23";
const open = { isPublic: true, isPerOrder: false } as const;
const own = { isPublic: false, isPerOrder: false, edgeHits: 0, keptHits: 0 } as const;

/** The kinds of requests in the order of the table. */
export const requestKinds = {
  departments: {
    ...open,
    calls: 1.5,
    edgeHits: 0.98,
    keptHits: 0.95,
    statements: 1,
    writes: 0,
    kilobytes: 2,
    serverMicroseconds: 73,
    databaseMilliseconds: 0.05,
    source: `${calls}; server as a product`,
  },
  list: {
    ...open,
    calls: 4,
    edgeHits: 0.85,
    keptHits: 0.6,
    statements: 2,
    writes: 0,
    kilobytes: 12,
    serverMicroseconds: 256,
    databaseMilliseconds: 1.5,
    source: `${calls}; server: three filters, uncached, ${bench}; database assumed, for 100 000 products`,
  },
  search: {
    ...open,
    calls: 1,
    edgeHits: 0.4,
    keptHits: 0.4,
    statements: 2,
    writes: 0,
    kilobytes: 12,
    serverMicroseconds: 254,
    databaseMilliseconds: 4,
    source: `${calls}; server: search, uncached, ${bench}; database assumed, for 100 000 products`,
  },
  product: {
    ...open,
    calls: 3,
    edgeHits: 0.9,
    keptHits: 0.6,
    statements: 3,
    writes: 0,
    kilobytes: 5,
    serverMicroseconds: 73,
    databaseMilliseconds: 0.3,
    source: `${calls}; server: product, uncached, ${bench}; database assumed`,
  },
  shipping: {
    ...open,
    calls: 0.15,
    edgeHits: 0.9,
    keptHits: 0.95,
    statements: 1,
    writes: 0,
    kilobytes: 1,
    serverMicroseconds: 73,
    databaseMilliseconds: 0.05,
    source: `${calls}; server as a product`,
  },
  "read cart": {
    ...own,
    calls: 2,
    statements: 1,
    writes: 0,
    kilobytes: 3,
    serverMicroseconds: 84,
    databaseMilliseconds: 0.05,
    source: `${calls}; server: cart of three lines, ${bench}; database: 0.042 measured in PostgreSQL alone`,
  },
  "change cart": {
    ...own,
    calls: 0.3,
    statements: 2,
    writes: 1,
    kilobytes: 2,
    serverMicroseconds: 211,
    databaseMilliseconds: 0.28,
    source: `${calls}; server: add to cart, ${bench}; database: 0.229 measured in PostgreSQL alone, and a read`,
  },
  "sign in": {
    ...own,
    calls: 0.06,
    statements: 3,
    writes: 1,
    kilobytes: 1,
    serverMicroseconds: 15_200,
    databaseMilliseconds: 0.4,
    source: `${calls}; server: 132 argon2id a second on two cores, ${bench}; database assumed`,
  },
  refresh: {
    ...own,
    calls: 0.25,
    statements: 2,
    writes: 1,
    kilobytes: 1,
    serverMicroseconds: 211,
    databaseMilliseconds: 0.3,
    source: `${calls}; server as a change of a cart; database assumed`,
  },
  account: {
    ...own,
    calls: 0.2,
    statements: 2,
    writes: 0,
    kilobytes: 4,
    serverMicroseconds: 60,
    databaseMilliseconds: 0.15,
    source: `${calls}; server: signed-in customer, ${bench}; database assumed`,
  },
  order: {
    ...own,
    isPerOrder: true,
    calls: 1,
    statements: 12,
    writes: 8,
    kilobytes: 2,
    serverMicroseconds: 433,
    databaseMilliseconds: 1.1,
    source: `one per order; server: place an order, ${bench}; database: 1.083 measured in PostgreSQL alone`,
  },
  payment: {
    ...own,
    isPerOrder: true,
    calls: 2,
    statements: 4,
    writes: 2,
    kilobytes: 1,
    serverMicroseconds: 1300,
    databaseMilliseconds: 0.5,
    source: `a charge and the provider's event; server: half of what is left of a checkout, ${bench}; database assumed`,
  },
} as const satisfies Readonly<Record<string, RequestKind>>;

export const kinds = Object.keys(requestKinds) as Kind[];
