import pg from "pg";

/** Name of the database that holds all of the shop's tables. */
export const databaseName = "selvedge";

/** Connection timeout. The database runs on this machine: only an overloaded machine delays its reply. */
const connectSeconds = 30;

/** Ensures that the shop's database exists and accepts the password. */
export async function ensureDatabase(url: string): Promise<void> {
  try {
    await (await connected(url)).end();
  } catch (error) {
    if ((error as { code?: string }).code !== "3D000") throw error;
    const elsewhere = new URL(url);
    elsewhere.pathname = "/postgres";
    const client = await connected(elsewhere.href);
    try {
      await client.query(`create database ${databaseName}`);
    } finally {
      await client.end();
    }
  }
}

/** Returns the statement that sets a password, for PostgreSQL in single-user mode, which requires none. */
export function passwordChange(user: string, password: string) {
  return `alter role ${user} password '${password}';\n`;
}

/** Opens a connection to the embedded database; each of its statements has a time limit. */
export async function connected(url: string, query_timeout = 60_000): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: url,
    ssl: false,
    connectionTimeoutMillis: connectSeconds * 1000,
    query_timeout,
  });
  client.on("error", () => {});
  await client.connect();
  return client;
}
