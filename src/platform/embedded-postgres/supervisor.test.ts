import assert from "node:assert/strict";
import { once } from "node:events";
import { existsSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { describe, test, type TestContext } from "node:test";
import { DatabaseGone, EmbeddedRefusal, startEmbedded, supervise, type EmbeddedDatabase } from "./index.ts";
import type { Restarts } from "./supervisor.ts";
import { ask, postmasterOf, settledShops } from "../../../test/support/embedded-postgres/trial.ts";

const settledShop = settledShops();

const quick: Restarts = {
  firstPauseMilliseconds: 1,
  longestPauseMilliseconds: 4,
  attempts: 5,
  steadyMilliseconds: Infinity,
};

type Told = { readonly what: string; readonly [about: string]: unknown };

/** Creates fake databases that run until they are ended. */
const brief = () => {
  const ends: ((reason: string) => void)[] = [];
  const open = (): EmbeddedDatabase => {
    const exited = Promise.withResolvers<string>();
    ends.push(exited.resolve);
    return {
      url: `postgres://127.0.0.1:${ends.length}/selvedge`,
      dataFolder: "/shop",
      created: false,
      stop: async () => undefined,
      exited: exited.promise,
    };
  };
  return { open, endLast: (reason: string) => ends.at(-1)?.(reason) };
};

const occupy = async (context: TestContext, port: number) => {
  const holder = createServer().listen(port, "127.0.0.1");
  await once(holder, "listening");
  context.after(() => holder.close());
};

describe("a supervised database", { concurrency: 3 }, () => {
  test("a database that dies at once is restarted after growing pauses, then given up", async () => {
    const { open, endLast } = brief();
    const told: Told[] = [];
    let starts = 0;
    const { lost, url } = supervise(open(), {
      start: async () => {
        starts += 1;
        const database = open();
        endLast(`death ${starts}.`);
        return database;
      },
      tell: (what, about) => told.push({ what, ...about }),
      restarts: quick,
    });
    endLast("death 0");
    const { name, message } = await lost;
    assert.equal(
      `${name}: ${message}`,
      "EmbeddedRefusal: The database in /shop ended and does not stay up: it was started again 5 times in a row, and each time that failed or it ended soon. " +
        "The last time the reason was: death 5. Mend that, then start the shop again; PostgreSQL's own log is in /shop/log.",
    );
    assert.equal(starts, 5);
    assert.deepEqual(
      told.filter(({ what }) => what === "ended").map(({ pauseMilliseconds, reason }) => [pauseMilliseconds, reason]),
      [
        [1, "death 0"],
        [2, "death 1."],
        [4, "death 2."],
        [4, "death 3."],
        [4, "death 4."],
      ],
    );
    assert.equal(new URL(url()).port, "6", "where it was last");
  });

  test("tries that fail count like ends, and the last one's sentence is told", async () => {
    const { open, endLast } = brief();
    let starts = 0;
    const { lost } = supervise(open(), {
      start: async () => {
        starts += 1;
        throw new EmbeddedRefusal("The disk is full.");
      },
      tell: () => undefined,
      restarts: quick,
    });
    endLast("no room");
    assert.match(
      (await lost).message,
      /started again 5 times in a row, .* the reason was: The disk is full\. Mend that, then start/,
    );
    assert.equal(starts, 5);
  });

  test("one that has run for a while has all its tries again", async () => {
    const { open, endLast } = brief();
    const pauses: unknown[] = [];
    const enough = Promise.withResolvers<void>();
    const { stop } = supervise(open(), {
      start: async () => {
        const database = open();
        endLast("again");
        return database;
      },
      tell: (what, { pauseMilliseconds }) => {
        if (what === "ended" && pauses.push(pauseMilliseconds) === 20) enough.resolve();
      },
      restarts: { ...quick, steadyMilliseconds: 0 },
    });
    endLast("first");
    await enough.promise;
    await stop();
    assert.deepEqual(new Set(pauses), new Set([1]));
  });

  test("a stop during a pause ends it there", async () => {
    const { open, endLast } = brief();
    const ended = Promise.withResolvers<void>();
    let starts = 0;
    const { stop } = supervise(open(), {
      start: async () => {
        starts += 1;
        return open();
      },
      tell: () => ended.resolve(),
      restarts: { ...quick, firstPauseMilliseconds: 600_000, longestPauseMilliseconds: 600_000 },
    });
    endLast("killed");
    await ended.promise;
    await stop();
    assert.equal(starts, 0);
  });

  test("when its port is taken while it is dead it comes back on another, and its address follows", async (context) => {
    const shop = settledShop(context);
    const first = await shop.start();
    await ask(first.url, "create table kept as select 'committed' as row");
    const port = Number(new URL(first.url).port);
    const back = Promise.withResolvers<Told>();
    const notes: string[] = [];
    const { url, stop } = supervise(first, {
      start: async () => {
        await occupy(context, port);
        return startEmbedded({ dataDir: shop.dataDir, mustExist: true, progress: (note) => notes.push(note) });
      },
      tell: (what, about) => what === "returned" && back.resolve({ what, ...about }),
    });
    shop.atEnd(stop);
    process.kill(postmasterOf(first.dataFolder), "SIGKILL");
    const now = await back.promise;
    assert.notEqual(url(), first.url);
    assert.deepEqual(now, { what: "returned", port: Number(new URL(url()).port), hasMoved: true });
    assert.match(
      notes.join("\n"),
      new RegExp(`Port ${port} is taken by another program; the database listens on port`),
    );
    assert.deepEqual(await ask(url(), "select row from kept"), [{ row: "committed" }]);
  });

  test("one whose folder was deleted is given up at once, and no empty one is made in its place", async (context) => {
    const shop = settledShop(context);
    const first = await shop.start();
    const { lost } = supervise(first, {
      start: () => startEmbedded({ dataDir: shop.dataDir, mustExist: true }),
      tell: () => rmSync(shop.dataDir, { recursive: true, maxRetries: 10 }),
    });
    process.kill(postmasterOf(first.dataFolder), "SIGKILL");
    const reason = await lost;
    assert.ok(reason instanceof DatabaseGone);
    assert.match(reason.message, /^The database in .* is gone: .*Bring it back.*begins an empty shop\.$/);
    await assert.rejects(startEmbedded({ dataDir: shop.dataDir, mustExist: true }), DatabaseGone);
    assert.equal(existsSync(shop.dataDir), false, "nothing was made");
  });
});
