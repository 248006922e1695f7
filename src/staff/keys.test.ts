import assert from "node:assert/strict";
import { test } from "node:test";
import { askFreely } from "../../test/support/clients/customers.ts";
import { newKey, newStaff, post, refusalIn, type StaffMember } from "../../test/support/clients/staff.ts";
import { openShopOn, testShop } from "../../test/support/servers/shop.ts";

let owner: StaffMember;
const shop = testShop({
  async prepare(opened) {
    owner = await newStaff(opened);
  },
});

const asked = (key: string, url = "/admin/orders", app = shop().app) =>
  askFreely(app, "GET", url, { headers: { authorization: `Bearer ${key}` } });
const listed = async () => (await askFreely(shop().app, "GET", "/admin/keys", { headers: owner.headers })).json();

test("a key is shown once, stored as its hash, and may do what it was made for", async () => {
  const { key, keyId } = await newKey(shop(), owner, ["orders:read"]);
  assert.match(key, /^sk_[\w-]{43}$/);
  assert.equal((await asked(key)).statusCode, 200);
  assert.equal(refusalIn(await asked(key, "/admin/actions")), "403 COM_02");
  const rows = JSON.stringify([
    await shop().sql("select staff_key::text from staff_key"),
    await shop().sql("select staff_action::text from staff_action"),
    await listed(),
  ]);
  assert.ok(!rows.includes(key));
  const found = (await listed()).find(({ key_id }: { key_id: number }) => key_id === keyId);
  assert.deepEqual([found.ending, found.permissions, found.staff_id], [key.slice(-4), ["orders:read"], owner.staffId]);
  assert.ok(Date.now() - new Date(found.last_used_on).getTime() < 60_000);
  const days = (new Date(found.expires_on).getTime() - Date.now()) / 86_400_000;
  assert.ok(days > 364.9 && days <= 365, `${days}`);
});

test("an ended and an expired key are refused on every server at once", async () => {
  const other = await openShopOn(shop().url);
  try {
    const [ended, expired] = [await newKey(shop(), owner), await newKey(shop(), owner)];
    assert.equal((await asked(ended.key, "/admin/orders", other.app)).statusCode, 200);
    const removal = () => askFreely(shop().app, "DELETE", `/admin/keys/${ended.keyId}`, { headers: owner.headers });
    assert.equal((await removal()).statusCode, 200);
    assert.equal(refusalIn(await asked(ended.key, "/admin/orders", other.app)), "401 AUT_02");
    assert.equal(refusalIn(await removal()), "404 COM_02 key_id");
    await shop().sql("update staff_key set expires_at = now() where key_id = $1", [expired.keyId]);
    assert.equal(refusalIn(await asked(expired.key, "/admin/orders", other.app)), "401 AUT_02");
  } finally {
    await other.close();
  }
});

test("nobody makes a key that may do more than they may, and a key makes none at all", async () => {
  const manager = await newStaff(shop(), "manager");
  const make = (permissions: readonly string[], headers = manager.headers) =>
    post(shop().app, "/admin/keys", { name: "A program", permissions }, headers);
  await shop().sql("update staff set role = 'support' where staff_id = $1", [manager.staffId]);
  assert.equal(refusalIn(await make(["orders:read"])), "403 COM_02");
  await shop().sql("update staff set role = 'manager' where staff_id = $1", [manager.staffId]);
  for (const permission of ["staff:manage", "keys:manage", "everything"])
    assert.equal(refusalIn(await make([permission])), "400 COM_02 permissions", permission);
  assert.equal(refusalIn(await make([])), "400 COM_02 permissions");
  const { key } = await newKey(shop(), owner);
  assert.equal(refusalIn(await make(["orders:read"], { authorization: `Bearer ${key}` })), "403 COM_02");
});

test("a key loses what its maker's role loses", async () => {
  const manager = await newStaff(shop(), "manager");
  const { key } = await newKey(shop(), manager, ["actions:read", "orders:read"]);
  assert.equal((await asked(key, "/admin/actions")).statusCode, 200);
  await shop().sql("update staff set role = 'orders' where staff_id = $1", [manager.staffId]);
  assert.equal(refusalIn(await asked(key, "/admin/actions")), "403 COM_02");
  assert.equal((await asked(key)).statusCode, 200);
});

test("what only looks like a key, and a customer's token, open nothing", async () => {
  const { key } = await newKey(shop(), owner);
  const last = key.endsWith("A") ? "B" : "A";
  for (const wrong of [`${key.slice(0, -1)}${last}`, key.toLowerCase(), `${key}A`, key.slice(3), "sk_", "null"])
    assert.equal(refusalIn(await asked(wrong)), "401 AUT_02", wrong);
  assert.equal(refusalIn(await askFreely(shop().app, "GET", "/admin/orders", {})), "401 AUT_01");
});
