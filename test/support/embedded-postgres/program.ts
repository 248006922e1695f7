// Runs an embedded database for the tests, which end this process in every way. Prints the result of the start as one
// line of JSON.
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import {
  type EmbeddedDatabase,
  EmbeddedRefusal,
  startEmbedded,
  supervise,
  type Options,
} from "../../../src/platform/embedded-postgres/index.ts";
import { postmasterOf } from "./trial.ts";

const [ending = "unprepared", options = "{}"] = process.argv.slice(2);

type Ending = (url: string, stop: () => Promise<void>, database: EmbeddedDatabase) => unknown;

const endings: Record<string, Ending> = {
  unprepared: () => {},
  "is supervised": (_url, _stop, database) =>
    supervise(database, {
      start: () => startEmbedded(JSON.parse(options) as Options),
      tell: (what) => say({ told: what }),
    }),
  throws: () =>
    setTimeout(() => {
      throw new Error("an exception nobody catches");
    }, 50),
  exits: () => setTimeout(() => process.exit(7), 50),
  finishes: () => {},
  drains: (url, stop) => process.once("SIGINT", () => void drain(url, stop)),
};

/** Milliseconds in which PostgreSQL's programs begin to work on a new database, but do not finish. */
const amidTheFirstStart = 200;

try {
  const notes: string[] = [];
  const database = await startEmbedded({
    ...(JSON.parse(options) as Options),
    progress(note) {
      notes.push(note);
      if (ending === "is interrupted") setTimeout(() => process.kill(process.pid, "SIGTERM"), amidTheFirstStart);
    },
  });
  const { url, dataFolder, created, stop } = database;
  say({ url, dataFolder, created, notes, postmaster: postmasterOf(dataFolder) });
  if (ending !== "finishes") setInterval(() => {}, 1000);
  endings[ending]?.(url, stop, database);
} catch (error) {
  say({ refusal: error instanceof EmbeddedRefusal ? error.message : `unforeseen: ${String((error as Error).stack)}` });
  process.exit(3);
}

async function drain(url: string, stop: () => Promise<void>) {
  await delay(400);
  const client = new pg.Client(url);
  await client.connect();
  const { rows } = await client.query<{ said: string }>("select 'served while draining' as said");
  await client.end();
  await stop();
  say(rows);
  process.exit(0);
}

function say(told: object) {
  return process.stdout.write(`${JSON.stringify(told)}\n`);
}
