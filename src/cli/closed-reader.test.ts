import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { askingApp, newBuyer, placedOrder } from "../../test/support/buyers.ts";
import { testShop } from "../../test/support/shop.ts";
import { until } from "../../test/support/until.ts";

const shop = testShop();

/** A program of `src/cli` whose readers have gone before it says its first word. */
const unheard = (settings: Readonly<Record<string, string>>, program: string, ...given: readonly string[]) => {
  const file = fileURLToPath(new URL(`${program}.ts`, import.meta.url));
  const env = { PATH: process.env["PATH"], DATABASE_URL: shop().url, ...settings };
  const child = spawn(process.execPath, [file, ...given], { env, stdio: ["ignore", "pipe", "pipe"] });
  child.stdout.destroy();
  child.stderr.destroy();
  return { child, ended: once(child, "exit") };
};

test("a command does what it was told though nobody listens", async () => {
  const orderId = await placedOrder(await newBuyer(askingApp(shop().app)));
  const { ended } = unheard({}, "order", String(orderId), "cancelled");
  assert.deepEqual(await ended, [0, null]);
  assert.deepEqual(await shop().sql("select status from customer_order where order_id = $1", [orderId]), [
    { status: "cancelled" },
  ]);
});

test("a server opens and answers though nobody reads its log", async () => {
  const taken = createServer().listen(0, "127.0.0.1");
  await once(taken, "listening");
  const { port } = taken.address() as AddressInfo;
  taken.close();
  const { child, ended } = unheard({ PORT: String(port), WORKER: "off" }, "start");
  try {
    const answers = () =>
      fetch(`http://127.0.0.1:${port}/readyz`).then(
        ({ status }) => status === 200,
        () => false,
      );
    await until(answers, 60_000, "the server answers");
    await fetch(`http://127.0.0.1:${port}/nowhere`);
    assert.equal(await answers(), true);
  } finally {
    child.kill("SIGTERM");
    await ended;
  }
});
