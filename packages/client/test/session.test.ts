import assert from "node:assert/strict";
import { test } from "node:test";
import { keptInMemory } from "../src/session.ts";
import { changeKept, kept, listeningShop, newCustomer, type Between, type Client } from "./shop.ts";

const { open } = listeningShop();

const isExchange = (request: Request) => request.url.endsWith("/customers/refresh");
const exchangesOf = ({ sent }: Client) => sent.filter((one) => one === "POST /customers/refresh").length;
const twenty = Array.from({ length: 20 }, (_, index) => index);

/** Opens a client and registers a customer with it. */
const openSignedIn = async (...given: Parameters<typeof open>): Promise<Client> => {
  const client = open(...given);
  await client.shop.register(newCustomer());
  return client;
};

test("a token that is about to expire is exchanged once, however many calls need it", async () => {
  const client = await openSignedIn();
  const before = kept(client);
  changeKept(client, { renewAt: 0 });
  const customers = await Promise.all(twenty.map(() => client.shop.showCustomer()));
  assert.equal(new Set(customers.map(({ email }) => email)).size, 1);
  assert.equal(exchangesOf(client), 1);
  assert.notEqual(kept(client)?.["refreshToken"], before?.["refreshToken"]);
});

test("the exchange is planned for the last minute of the token's day", async () => {
  const began = Date.now();
  const client = await openSignedIn();
  const seconds = (Number(kept(client)?.["renewAt"]) - began) / 1000;
  assert.ok(seconds >= 86_340 && seconds < 86_345, `${seconds} s`);
});

test("a token that the shop refuses is exchanged once, and every call goes on", async () => {
  const client = await openSignedIn();
  changeKept(client, { accessToken: "Bearer of.no.use" });
  await Promise.all(twenty.map(() => client.shop.showCustomer()));
  assert.equal(exchangesOf(client), 1);
  await client.shop.showCustomer();
  assert.equal(exchangesOf(client), 1);
});

test("tabs that share a session exchange its token once", async () => {
  const storage = keptInMemory();
  const tabs = [await openSignedIn({ storage }), open({ storage }), open({ storage })] as const;
  changeKept(tabs[0], { renewAt: 0 });
  await Promise.all(twenty.map((index) => (tabs[index % 3] ?? tabs[0]).shop.showCustomer()));
  assert.equal(
    tabs.reduce((sum, tab) => sum + exchangesOf(tab), 0),
    1,
  );
  assert.ok(tabs.every(({ shop }) => shop.isSignedIn()));
});

test("an exchange whose reply is lost is asked for again, and the session goes on", async () => {
  let isLost = false;
  const between: Between = async (request, sendOn) => {
    const reply = await sendOn();
    if (!isExchange(request) || isLost) return reply;
    isLost = true;
    throw new TypeError("the reply is lost");
  };
  const client = await openSignedIn({ between });
  changeKept(client, { renewAt: 0 });
  await client.shop.showCustomer();
  assert.deepEqual([isLost, exchangesOf(client)], [true, 2]);
  changeKept(client, { renewAt: 0 });
  await client.shop.showCustomer();
});

test("a session that the shop has ended is told once, and the customer is a guest again", async () => {
  let ends = 0;
  const client = open({ onSessionEnd: () => (ends += 1) });
  const customer = newCustomer();
  await client.shop.register(customer);
  const elsewhere = open().shop;
  await elsewhere.signIn(customer);
  await elsewhere.signOut({ everywhere: true });

  const calls = await Promise.allSettled([client.shop.showCustomer(), client.shop.listOrders()]);
  for (const call of calls) {
    assert.ok(call.status === "rejected");
    assert.deepEqual([call.reason.name, call.reason.code], ["ShopProblem", "AUT_02"]);
  }
  assert.deepEqual([ends, client.shop.isSignedIn(), kept(client)], [1, false, null]);
  assert.equal((await client.shop.listDepartments()).length, 3);
  await assert.rejects(client.shop.showCustomer(), { code: "AUT_01" });
  await client.shop.signIn(customer);
  assert.equal((await client.shop.showCustomer()).email, customer.email);
});

test("tokens that arrive after the customer signed out are dropped", async () => {
  const arrived = Promise.withResolvers<void>();
  const signedOut = Promise.withResolvers<void>();
  const between: Between = async (request, sendOn) => {
    const reply = await sendOn();
    if (!isExchange(request)) return reply;
    arrived.resolve();
    await signedOut.promise;
    return reply;
  };
  const client = await openSignedIn({ between });
  changeKept(client, { renewAt: 0 });
  const call = client.shop.showCustomer();
  await arrived.promise;
  // As another tab does when the customer signs out there.
  client.storage.removeItem("session");
  signedOut.resolve();
  await assert.rejects(call, { code: "AUT_01" });
  assert.equal(kept(client), null);
});

test("what one customer asked is not done in the name of the next, who signed in meanwhile", async () => {
  const next = newCustomer();
  await open().shop.register(next);
  const signedIn = Promise.withResolvers<void>();
  const between: Between = async (request, sendOn) => {
    const isErasure = request.method === "DELETE" && new URL(request.url).pathname === "/customer";
    if (isErasure) await signedIn.promise;
    return sendOn();
  };
  const client = await openSignedIn({ between });
  const erasing = client.shop.eraseCustomer();
  await client.shop.signOut();
  await client.shop.signIn(next);
  signedIn.resolve();
  await assert.rejects(erasing, { code: "AUT_02" });
  assert.equal((await client.shop.showCustomer()).email, next.email);
});

test("signing out ends the session here, also when the shop has ended it or cannot be reached", async () => {
  const ended = await openSignedIn();
  changeKept(ended, { accessToken: "Bearer of.no.use", refreshToken: "of no use" });
  await ended.shop.signOut();
  assert.equal(kept(ended), null);
  let isCut = false;
  const between: Between = (_, sendOn) => (isCut ? Promise.reject(new TypeError("no connection")) : sendOn());
  const cut = await openSignedIn({ between });
  isCut = true;
  await assert.rejects(cut.shop.signOut(), { name: "ShopUnreachable" });
  assert.equal(kept(cut), null);
});

test("a shop that cannot exchange tokens now ends no session", async () => {
  const between: Between = (request, sendOn) =>
    isExchange(request) ? Promise.resolve(new Response(null, { status: 503 })) : sendOn();
  const client = await openSignedIn({ between });
  changeKept(client, { renewAt: 0 });
  await assert.rejects(client.shop.showCustomer(), { name: "ShopProblem", status: 503 });
  assert.ok(client.shop.isSignedIn());
  // What is open to everyone needs no token.
  await client.shop.listDepartments();
});

test("a call that is cancelled leaves the exchange to the others", async () => {
  const asked = Promise.withResolvers<void>();
  const between: Between = async (request, sendOn) => {
    if (isExchange(request)) asked.resolve();
    return sendOn();
  };
  const client = await openSignedIn({ between });
  changeKept(client, { renewAt: 0 });
  const leaving = new AbortController();
  const cancelled = client.shop.showCustomer({}, { signal: leaving.signal });
  const other = client.shop.showCustomer();
  await asked.promise;
  leaving.abort(new Error("the customer left"));
  await assert.rejects(cancelled, /the customer left/);
  await other;
  assert.equal(exchangesOf(client), 1);
});

test("an erased customer is signed out", async () => {
  const client = await openSignedIn();
  await client.shop.eraseCustomer();
  assert.deepEqual([client.shop.isSignedIn(), kept(client)], [false, null]);
});
