import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { decodeJwt, SignJWT } from "jose";
import { openFacebook, type Facebook } from "../../../test/support/fakes/facebook.ts";
import {
  anyEmail,
  ask,
  isSignedIn,
  refresh,
  signIn,
  signUp,
  type Entrance,
} from "../../../test/support/clients/customers.ts";
import { cloneDatabase, openShopOn, type TestShop } from "../../../test/support/servers/shop.ts";

const secret = "a key that two shops share by mistake";
const settings = { JWT_SECRET: secret };
let facebook: Facebook;
let shop: TestShop;
let other: TestShop;
const drops: (() => Promise<void>)[] = [];

const open = async (options: Record<string, string>): Promise<TestShop> => {
  const { url, drop } = await cloneDatabase();
  drops.push(drop);
  return openShopOn(url, options);
};

before(async () => {
  facebook = await openFacebook();
  shop = await open({ ...settings, ...facebook.settings });
  other = await open(settings);
});
after(async () => {
  await Promise.all([shop.close(), other.close(), facebook.close()]);
  await Promise.all(drops.map((drop) => drop()));
});

const bare = (accessToken: string): string => accessToken.replace("Bearer ", "");
/** Returns the claims that a client reads in its token. */
const told = ({ accessToken }: Pick<Entrance, "accessToken">) => {
  const { customer_id, name, role, sub } = decodeJwt(bare(accessToken));
  return { customer_id, name, role, sub };
};
/** Signs a token as the shop does, with other claims. */
const saying = (accessToken: string, claims: Record<string, unknown>): Promise<string> => {
  const [head = ""] = bare(accessToken).split(".");
  const header = JSON.parse(Buffer.from(head, "base64url").toString()) as { alg: string; kid: string; typ: string };
  return new SignJWT({ ...decodeJwt(bare(accessToken)), ...claims })
    .setProtectedHeader(header)
    .sign(Buffer.from(secret));
};

test("every access token tells its client who is signed in: number, name and role", async () => {
  const registered = await signUp(shop.app, { name: "Zoë Weberová" });
  const expected = { customer_id: registered.id, name: "Zoë Weberová", role: "customer", sub: String(registered.id) };
  const refreshed = (await refresh(shop.app, registered.refreshToken)).json<Entrance>();
  const again = (await refresh(shop.app, registered.refreshToken)).json<Entrance>();
  for (const entered of [registered, await signIn(shop.app, registered), refreshed, again])
    assert.deepEqual(told(entered), expected);

  facebook.grant("granted", { person: { id: "7", name: "Grace Weaver", email: anyEmail() } });
  for (let time = 1; time <= 2; time += 1) {
    const reply = await ask(shop.app, "POST", "/customers/facebook", { body: { access_token: "granted" } });
    const { customer, accessToken } = reply.json<Entrance>();
    assert.deepEqual(told({ accessToken }), {
      customer_id: customer.customer_id,
      name: "Grace Weaver",
      role: "customer",
      sub: String(customer.customer_id),
    });
  }
});

test("a changed name stands in the next token", async () => {
  const member = await signUp(shop.app, { name: "Ada Weaver" });
  const body = { name: "Ada Spinner", email: member.email };
  await ask(shop.app, "PUT", "/customer", { token: member.accessToken, body });
  assert.equal(told(member).name, "Ada Weaver");
  assert.equal(told((await refresh(shop.app, member.refreshToken)).json<Entrance>()).name, "Ada Spinner");
  assert.equal(told(await signIn(shop.app, member)).name, "Ada Spinner");
});

test("the longest name leaves a token of less than a kilobyte", async () => {
  for (const name of ["\u{1f9f5}".repeat(50), `"${"\\".repeat(48)}"`]) {
    const member = await signUp(shop.app, { name });
    assert.equal(told(member).name, name);
    assert.ok(member.accessToken.length < 1024, `${member.accessToken.length} characters`);
    assert.ok(await isSignedIn(shop.app, member.accessToken));
  }
});

test("the shop believes none of what it tells its clients", async () => {
  const [ada, bob] = [await signUp(shop.app, { name: "Ada" }), await signUp(shop.app, { name: "Bob" })];
  const claims = { customer_id: bob.id, name: "Bob", role: "administrator", email: bob.email };
  const token = `Bearer ${await saying(ada.accessToken, claims)}`;
  const { customer_id, name } = (await ask(shop.app, "GET", "/customer", { token })).json<Entrance["customer"]>();
  assert.deepEqual([customer_id, name], [ada.id, "Ada"]);
});

test("a token of another shop is refused, though its key and customer number are the same", async () => {
  const [here, there] = [await signUp(shop.app), await signUp(other.app)];
  for (const [one, another] of [
    [shop, there],
    [other, here],
  ] as const) {
    assert.ok(!(await isSignedIn(one.app, another.accessToken)));
    const reply = await ask(one.app, "POST", "/customers/refresh", { body: { refresh_token: another.refreshToken } });
    assert.equal(reply.statusCode, 401);
  }
  const { iss, aud } = decodeJwt(bare(here.accessToken));
  const moved = `Bearer ${await saying(there.accessToken, { iss, aud, sub: String(here.id) })}`;
  assert.ok(await isSignedIn(shop.app, moved), "all that told them apart was the installation");
});

test("all servers of a shop are one installation, and it stays one", async () => {
  const member = await signUp(shop.app);
  const second = await openShopOn(shop.url, settings);
  assert.ok(await isSignedIn(second.app, member.accessToken));
  assert.deepEqual(
    decodeJwt(bare((await signIn(second.app, member)).accessToken)).iss,
    decodeJwt(bare(member.accessToken)).iss,
  );
  await second.close();
});
