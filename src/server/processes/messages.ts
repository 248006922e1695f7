/** Where the embedded database and its replicas are; other processes find those of the settings by themselves. */
export type Database = { readonly databaseUrl: string; readonly readUrls: readonly string[] };

/** What the primary process tells a serving one. */
export type Order =
  /** Open the shop on this database, whose newest migration has this number, and answer requests on this port. */
  | (Database & { readonly kind: "open"; readonly migration: number; readonly port: number })
  /** The database runs again, perhaps at another address. */
  | (Database & { readonly kind: "database" })
  /** Run the background jobs from now on. */
  | { readonly kind: "jobs" }
  /** End, because all processes do. */
  | { readonly kind: "close"; readonly isPatient: boolean }
  /** End, while other processes go on. */
  | { readonly kind: "retire" };

/** What a serving process tells the primary one: it answers requests at this address. */
export type Report = { readonly kind: "open"; readonly address: string };
