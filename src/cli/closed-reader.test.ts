import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { askingApp, newBuyer, placedOrder } from "../../test/support/clients/buyers.ts";
import { testShop } from "../../test/support/servers/shop.ts";
import { until } from "../../test/support/until.ts";

const shop = testShop();

type Settings = Readonly<Record<string, string>>;

const started = (said: "pipe" | number, settings: Settings, program: string, given: readonly string[]) => {
  const file = fileURLToPath(new URL(`${program}.ts`, import.meta.url));
  const env = { PATH: process.env["PATH"], DATABASE_URL: shop().url, ...settings };
  const child = spawn(process.execPath, [file, ...given], { env, stdio: ["ignore", said, said] });
  return { child, ended: once(child, "exit") };
};

/** Starts a program of `src/cli` whose output pipes are closed before its first line. */
const unheard = (settings: Settings, program: string, ...given: readonly string[]) => {
  const running = started("pipe", settings, program, given);
  running.child.stdout?.destroy();
  running.child.stderr?.destroy();
  return running;
};

/** Starts one whose output goes to a full disk. */
const withoutRoom = (settings: Settings, program: string, ...given: readonly string[]) => {
  const full = openSync("/dev/full", "w");
  const running = started(full, settings, program, given);
  closeSync(full);
  return running;
};
const onLinux = { skip: process.platform === "linux" ? false : "only Linux has /dev/full" };

test("a command does what it was told though nobody listens", async () => {
  const orderId = await placedOrder(await newBuyer(askingApp(shop().app)));
  const { ended } = unheard({}, "order", String(orderId), "cancelled");
  assert.deepEqual(await ended, [0, null]);
  assert.deepEqual(await shop().sql("select status from customer_order where order_id = $1", [orderId]), [
    { status: "cancelled" },
  ]);
});

test("a command whose answer finds no room on the disk does what it was told, and fails", onLinux, async () => {
  const orderId = await placedOrder(await newBuyer(askingApp(shop().app)));
  assert.deepEqual(await withoutRoom({}, "order", String(orderId), "cancelled").ended, [1, null]);
  assert.deepEqual(await shop().sql("select status from customer_order where order_id = $1", [orderId]), [
    { status: "cancelled" },
  ]);
});

const opensAndAnswers = async (start: typeof unheard): Promise<void> => {
  const taken = createServer().listen(0, "127.0.0.1");
  await once(taken, "listening");
  const { port } = taken.address() as AddressInfo;
  taken.close();
  const { child, ended } = start({ PORT: String(port), WORKER: "off" }, "start");
  try {
    const answers = () =>
      fetch(`http://127.0.0.1:${port}/readyz`).then(
        ({ status }) => status === 200,
        () => false,
      );
    await until(answers, 180_000, "the server answers");
    await fetch(`http://127.0.0.1:${port}/nowhere`);
    assert.equal(await answers(), true);
  } finally {
    child.kill("SIGTERM");
    await ended;
  }
  assert.equal(child.exitCode, 0);
};

test("a server opens and answers though nobody reads its log", () => opensAndAnswers(unheard));

test("a server opens and answers though its log finds no room on the disk", onLinux, () =>
  opensAndAnswers(withoutRoom),
);
