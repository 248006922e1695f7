import pg from "pg";

/** What all of the shop's tables live in. */
export const databaseName = "selvedge";

/** It runs and is on this machine: only a machine with too much to do keeps it from answering sooner. */
const connectSeconds = 30;

/** Makes sure that the shop's database exists and answers to the password. */
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

/** Gives the shop's user a password; said to a PostgreSQL in single-user mode, which asks for none. */
export function passwordChange(user: string, password: string) {
  return `alter role ${user} password '${password}';\n`;
}

async function connected(url: string): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: url,
    ssl: false,
    connectionTimeoutMillis: connectSeconds * 1000,
    query_timeout: 60_000,
  });
  client.on("error", () => {});
  await client.connect();
  return client;
}
