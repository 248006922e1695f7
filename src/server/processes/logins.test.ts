import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { childrenOf, isThere } from "../../../test/support/servers/processes.ts";
import { openProcesses } from "../../../test/support/servers/several-processes.ts";
import { until } from "../../../test/support/until.ts";

const longMilliseconds = 60_000;
const ada = { email: "ada@example.com", password: "twill and denim 9" };

type Answered = { readonly status: number; readonly retryAfter: string | null };

const post = async (url: string, path: string, body: object): Promise<Answered> => {
  const reply = await fetch(url + path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  await reply.arrayBuffer();
  return { status: reply.status, retryAfter: reply.headers.get("retry-after") };
};

/** A shop of so many processes with one account, and the processes that began when it was opened. */
const opened = async (context: TestContext, workers: number, settings: Readonly<Record<string, string>> = {}) => {
  const { program } = await openProcesses(context, workers, settings);
  const serving = childrenOf(program.pid);
  assert.equal((await post(program.url, "/customers", { name: "Ada", ...ada })).status, 200);
  const hashing = () => childrenOf(program.pid).filter((child) => !serving.includes(child));
  return {
    program,
    serving,
    hashing,
    enter: (password: string) => post(program.url, "/customers/login", { ...ada, password }),
  };
};

test("one process that answers requests hashes by itself", async (context) => {
  const { program, enter } = await opened(context, 1);
  assert.equal((await enter(ada.password)).status, 200);
  assert.deepEqual(childrenOf(program.pid), []);
});

test("in a storm of logins the hashing process is killed, and every password is judged right", async (context) => {
  const { serving, hashing, enter } = await opened(context, 2);
  const [first = 0, ...others] = hashing();
  assert.deepEqual([others, serving.every(isThere)], [[], true]);
  const answered: (Answered & { readonly isRight: boolean })[] = [];
  let isOver = false;
  const storm = Array.from({ length: 8 }, async (_, index) => {
    for (let count = index; !isOver; count += 1) {
      const isRight = count % 2 === 0;
      answered.push({ ...(await enter(isRight ? ada.password : "twill and denim 8")), isRight });
    }
  });
  const more = async (count: number) => {
    const enough = answered.length + count;
    await until(() => answered.length >= enough, longMilliseconds, "logins are answered");
  };
  await more(20);
  process.kill(first, "SIGKILL");
  await until(() => !isThere(first), longMilliseconds, "it is dead");
  await more(60);
  isOver = true;
  await Promise.all(storm);
  const wrong = answered.filter(
    ({ status, retryAfter, isRight }) => status !== (isRight ? 200 : 400) && !(status === 503 && retryAfter === "1"),
  );
  assert.deepEqual(wrong, []);
  assert.equal(hashing().length, 1);
  assert.ok(!hashing().includes(first));
  context.diagnostic(
    `${answered.length} logins, ${answered.filter(({ status }) => status === 503).length} of them told to come again`,
  );
});

test("at SIGTERM logins in flight end, and then the process that hashes", async (context) => {
  const { program, hashing, enter } = await opened(context, 2, { SHUTDOWN_DELAY_SECONDS: "3" });
  const [only = 0] = hashing();
  const entering = Array.from({ length: 40 }, () => enter(ada.password));
  await Promise.race(entering);
  await program.end("SIGTERM");
  assert.deepEqual(
    (await Promise.all(entering)).filter(({ status }) => status !== 200),
    [],
  );
  await until(() => !isThere(only), longMilliseconds, "it ends");
});

test("when the primary process is killed, the one that hashes ends too", async (context) => {
  const { program, hashing } = await opened(context, 2);
  const [only = 0] = hashing();
  assert.ok(isThere(only));
  await program.end("SIGKILL");
  await until(() => !isThere(only), longMilliseconds, "it ends");
});
