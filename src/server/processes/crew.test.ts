import assert from "node:assert/strict";
import { availableParallelism } from "node:os";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { keptLog } from "../../../test/support/servers/log.ts";
import { until } from "../../../test/support/until.ts";
import { readConfig } from "../../platform/config.ts";
import { passwordThreadsOf, processesOf } from "../../platform/processes.ts";
import { Crew, ProcessesFail, type CrewOptions } from "./crew.ts";
import type { Order } from "./messages.ts";
import { connectionsFor, placesOf } from "./primary.ts";
import { EndedEarly, type ServingProcess } from "./serving-process.ts";

const replacements = { firstPauseMilliseconds: 10, longestPauseMilliseconds: 40, attempts: 4, steadyMilliseconds: 60 };

type Fake = ServingProcess & { readonly told: string[]; isKilled: boolean; open(): void; end(): void };

/** A crew of processes that open and end when the test says so; those that are told to end do. */
const crewOf = (
  count: number,
  wish: Partial<CrewOptions> & { readonly opens?: boolean; readonly begin?: () => void } = {},
) => {
  const { opens = true, begin = () => undefined, ...options } = wish;
  const started: Fake[] = [];
  const log = keptLog();
  const start = (): ServingProcess => {
    begin();
    const opened = Promise.withResolvers<string>();
    const ended = Promise.withResolvers<string>();
    opened.promise.catch(() => undefined);
    const fake: Fake = {
      pid: started.length + 1,
      opened: opened.promise,
      ended: ended.promise,
      told: [],
      isKilled: false,
      open: () => opened.resolve("http://localhost"),
      end() {
        ended.resolve("ended with code 7");
        opened.reject(new EndedEarly("It ended early."));
      },
      metrics: async () => undefined,
      tell(order: Order) {
        fake.told.push(order.kind);
        if (order.kind === "close" || order.kind === "retire") fake.end();
      },
      kill() {
        fake.isKilled = true;
        fake.end();
      },
    };
    started.push(fake);
    if (opens) fake.open();
    return fake;
  };
  const crew = new Crew({ count, start, runsJobs: true, longestEnd: 100, log, replacements, ...options });
  return { crew, started, log };
};

const jobsAt = (started: readonly Fake[]) => started.filter(({ told }) => told.includes("jobs")).map(({ pid }) => pid);

test("all processes open, and one of them runs the jobs", async () => {
  const { crew, started } = crewOf(3);
  assert.equal(await crew.open(), "http://localhost");
  assert.deepEqual([started.length, jobsAt(started)], [3, [1]]);
  await crew.close(true);
  assert.deepEqual(
    started.map(({ told }) => told.at(-1)),
    ["close", "close", "close"],
  );
});

test("with WORKER=off none runs jobs", async () => {
  const { crew, started } = crewOf(2, { runsJobs: false });
  await crew.open();
  assert.deepEqual(jobsAt(started), []);
  await crew.close(false);
});

test("a first process that ends before it answers ends the start, without another try", async () => {
  const { crew, started } = crewOf(3, { opens: false });
  const opening = crew.open();
  started[0]?.end();
  await assert.rejects(opening, EndedEarly);
  await delay(50);
  assert.equal(started.length, 1);
});

test("a process that ends is replaced, and its jobs move to another", async () => {
  const { crew, started, log } = crewOf(3);
  await crew.open();
  started[0]?.end();
  await until(() => started.length === 4, 1000, "it is replaced");
  assert.deepEqual(jobsAt(started), [1, 2]);
  assert.deepEqual(log.lines[0]?.fields, { process: 1, reason: "ended with code 7", pauseMilliseconds: 10 });
  await crew.close(false);
});

test("a process that replaces another takes its number, and one beside it the next", async () => {
  const { crew, started } = crewOf(2);
  await crew.open();
  const numbers = () => crew.serving().map(({ number, serving }) => [number, serving.pid]);
  assert.deepEqual(numbers(), [
    [1, 1],
    [2, 2],
  ]);
  started[0]?.end();
  await until(() => started.length === 3, 1000, "it is replaced");
  await until(() => crew.serving().length === 2, 1000, "the new one answers");
  assert.deepEqual(numbers(), [
    [1, 3],
    [2, 2],
  ]);
  await crew.restart();
  assert.deepEqual(new Set(numbers().map(([number]) => number)).size, 2);
  await crew.close(false);
});

test("the pause grows while processes end soon, and begins anew when one has stayed up", async () => {
  const { crew, started, log } = crewOf(2);
  await crew.open();
  const endNext = async () => {
    const before = started.length;
    started.at(-1)?.end();
    await until(() => started.length > before, 1000, "it is replaced");
  };
  for (let count = 0; count < 4; count += 1) await endNext();
  await delay(100);
  await endNext();
  const pauses = log.lines.filter(({ level }) => level === "error").map(({ fields }) => fields["pauseMilliseconds"]);
  assert.deepEqual(pauses, [10, 20, 40, 40, 10]);
  await crew.close(false);
});

test("when all end soon again and again, that is told; while one answers, the others are tried", async () => {
  const { crew, started } = crewOf(2);
  await crew.open();
  let isLost = false;
  void crew.lost.then(() => (isLost = true));
  for (let count = 0; count < 6; count += 1) {
    const before = started.length;
    started.at(-1)?.end();
    await until(() => started.length > before, 1000, "it is replaced");
  }
  assert.equal(isLost, false);
  const ending = setInterval(() => started.forEach((fake) => fake.end()), 1);
  const reason = await crew.lost;
  clearInterval(ending);
  assert.ok(reason instanceof ProcessesFail);
  assert.match(reason.message, /^The processes that answer requests do not stay up: \d+ ended soon/);
});

test("a restart replaces one after the other, each once the new one answers", async () => {
  const { crew, started } = crewOf(2);
  await crew.open();
  const both = [crew.restart(), crew.restart()];
  assert.equal(both[0], both[1]);
  await Promise.all(both);
  assert.deepEqual(
    started.map(({ told }) => told),
    [["jobs", "retire"], ["jobs", "retire"], ["jobs"], []],
  );
  await crew.close(false);
});

test("a restart whose new process fails leaves the others as they are", async () => {
  const { crew, started, log } = crewOf(2, { opens: false });
  const opening = crew.open();
  started[0]?.open();
  await until(() => started.length === 2, 1000, "the second starts");
  started[1]?.open();
  await opening;
  const restarting = crew.restart();
  await until(() => started.length === 3, 1000, "a third starts");
  started[2]?.end();
  await restarting;
  await delay(60);
  assert.equal(started.length, 3);
  assert.equal(log.lines.at(-1)?.text, "a new process does not start: the others go on");
  assert.deepEqual([started[0]?.told, started[1]?.told], [["jobs"], []]);
  await crew.close(false);
});

test("a process that does not end when it is told to is killed", async () => {
  const { crew, started } = crewOf(1);
  await crew.open();
  const [only] = started;
  assert.ok(only);
  Object.assign(only, { tell: () => undefined });
  await crew.close(true);
  assert.equal(only.isKilled, true);
});

test("a process that cannot even be begun leaves the others as they are", async () => {
  let isFailing = false;
  const { crew, log } = crewOf(2, {
    begin: () => {
      if (isFailing) throw new Error("It cannot be begun.");
    },
  });
  await crew.open();
  isFailing = true;
  await crew.restart();
  assert.equal(log.lines.at(-1)?.text, "a new process does not start: the others go on");
  await crew.close(false);
});

test("without a primary among several hosts a process can be started, which finds it itself", () => {
  const none = () => {
    throw new Error("There is no primary.");
  };
  const followed = { url: none, opened: () => undefined, suspect: () => undefined };
  assert.deepEqual(placesOf({ address: followed }), { databaseUrl: "", readUrls: [] });
  const own = { address: () => "postgres://127.0.0.1:2/a", readUrls: [() => "postgres://127.0.0.1:3/a"] };
  assert.deepEqual(placesOf(own), {
    databaseUrl: "postgres://127.0.0.1:2/a",
    readUrls: ["postgres://127.0.0.1:3/a"],
  });
});

test("as many processes as the setting says, and the embedded database has connections for them", () => {
  const config = readConfig({});
  assert.equal(processesOf(config), 1);
  assert.equal(processesOf(readConfig({ WORKERS: "12" })), 12);
  assert.equal(processesOf(readConfig({ WORKERS: "auto" })), availableParallelism());
  assert.throws(() => readConfig({ WORKERS: "0" }), /WORKERS is "0": it must be auto, or a number from 1 to 99\./);
  assert.deepEqual(
    [1, 4, 8, 16, 64].map((count) => connectionsFor(count, config)),
    [100, 100, 180, 340, 500],
  );
});

test("passwords are hashed on every core, with several processes on all but one, or as set", () => {
  const cores = availableParallelism();
  assert.equal(passwordThreadsOf(readConfig({})), cores);
  assert.equal(passwordThreadsOf(readConfig({ WORKERS: "7" })), Math.max(1, cores - 1));
  assert.equal(passwordThreadsOf(readConfig({ WORKERS: "7", PASSWORD_THREADS: "3" })), 3);
  assert.equal(passwordThreadsOf(readConfig({ PASSWORD_THREADS: "3" })), 3);
});
