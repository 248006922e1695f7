import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import bcrypt from "bcryptjs";
import { withoutDatabase } from "../servers/command.ts";
import type { Mariadb } from "../databases/mariadb.ts";

const read = (file: string): Promise<string> => readFile(new URL(file, import.meta.url), "utf8");
const program = fileURLToPath(new URL("../../../src/cli/import.ts", import.meta.url));

/** Password of the older shop's first customer. */
export const adasPassword = "from the old shop";

/** Creates an empty older shop in a database of this name. */
export const makeLegacy = async (mariadb: Mariadb, database: string): Promise<void> => {
  await mariadb.run(`create database ${database}`);
  await mariadb.run(await read("schema.sql"), database);
};

/** Creates an older shop with every kind of fault that such shops have. */
export const makeFaulty = async (mariadb: Mariadb, database: string): Promise<void> => {
  await makeLegacy(mariadb, database);
  const hash = await bcrypt.hash(adasPassword, 4);
  await mariadb.run((await read("faults.sql")).replaceAll("@bcrypt@", hash), database);
};

export type Ended = { readonly code: number | null; readonly out: string; readonly err: string };
export type Import = { readonly child: ChildProcess; readonly ended: Promise<Ended> };

type Variables = Readonly<Record<string, string>>;

/** Starts `npm run import` with these variables. */
export const startImportWith = (variables: Variables, ...given: readonly string[]): Import => {
  const env = { PATH: process.env["PATH"], CURRENCY: "EUR", ...variables };
  const child = spawn(process.execPath, [program, ...given], { env, stdio: ["ignore", "pipe", "pipe"] });
  const ended = Promise.all([child.stdout.toArray(), child.stderr.toArray(), once(child, "close")]).then(
    ([out, err, [code]]) => ({
      code: code as number | null,
      out: Buffer.concat(out as Buffer[]).toString(),
      err: withoutDatabase(Buffer.concat(err as Buffer[]).toString()),
    }),
  );
  return { child, ended };
};

/** Starts `npm run import` into the database at this URL. */
export const startImport = (url: string, ...given: string[]): Import =>
  startImportWith({ DATABASE_URL: url }, ...given);

/** Runs an import to its end with these variables. */
export const runImportWith = (variables: Variables, ...given: string[]): Promise<Ended> =>
  startImportWith(variables, ...given).ended;

/** Runs an import to its end. */
export const runImport = (url: string, ...given: string[]): Promise<Ended> => startImport(url, ...given).ended;

type Sql = (text: string, values?: unknown[]) => Promise<Record<string, unknown>[]>;

/** Returns every row of every table, and the position of every sequence. */
export const everything = async (sql: Sql): Promise<Record<string, string[]>> => {
  const tables = await sql(`select relname as name, relkind = 'S' as is_sequence from pg_class
    where relnamespace = 'public'::regnamespace and relkind in ('r', 'S') order by relname`);
  const dump: Record<string, string[]> = {};
  for (const { name, is_sequence } of tables) {
    const what = is_sequence ? "last_value::text || is_called" : "t::text";
    const rows = await sql(`select ${what} as row from "${String(name)}" t order by 1`);
    dump[String(name)] = rows.map(({ row }) => String(row));
  }
  return dump;
};
