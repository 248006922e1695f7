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

const change = (staffId: number, body: Record<string, unknown>, version = '"1"', headers = owner.headers) =>
  askFreely(shop().app, "PUT", `/admin/staff/${staffId}`, { body, headers: { ...headers, "if-match": version } });

test("accounts are listed in pages, and shown with their version", async () => {
  const members = [await newStaff(shop(), "support"), await newStaff(shop(), "orders")];
  const list = (query: string) => askFreely(shop().app, "GET", `/admin/staff${query}`, { headers: owner.headers });
  const first = await list("?limit=1");
  assert.deepEqual(
    first.json().map(({ staff_id }: { staff_id: number }) => staff_id),
    [owner.staffId],
  );
  const [, next = ""] = /^<\/admin\/staff(.+)>; rel="next"$/.exec(String(first.headers.link)) ?? [];
  assert.equal((await list(next)).json()[0].email, members[0]?.email);
  const one = await askFreely(shop().app, "GET", `/admin/staff/${members[1]?.staffId}`, { headers: owner.headers });
  const { created_on: _, ...shown } = one.json();
  assert.deepEqual(shown, {
    staff_id: members[1]?.staffId,
    email: members[1]?.email,
    name: "Staff orders",
    role: "orders",
    is_disabled: false,
    version: 1,
  });
  assert.equal(one.headers.etag, '"1"');
});

test("a change is made from the present version alone, and the second of two is told so", async () => {
  const { staffId } = await newStaff(shop(), "support");
  const changed = await change(staffId, { name: "Bea Tailor" });
  assert.deepEqual([changed.json().name, changed.json().role, changed.headers.etag], ["Bea Tailor", "support", '"2"']);
  assert.equal(refusalIn(await change(staffId, { role: "owner" })), "412 COM_02 If-Match");
  assert.equal(refusalIn(await change(staffId, { role: "owner" }, "*")), "412 COM_02 If-Match");
  const without = await askFreely(shop().app, "PUT", `/admin/staff/${staffId}`, { body: {}, headers: owner.headers });
  assert.equal(refusalIn(without), "428 COM_02 If-Match");
  assert.equal(refusalIn(await change(999_999, {})), "404 COM_02 staff_id");
  const rows = await shop().sql("select name, role, version from staff where staff_id = $1", [staffId]);
  assert.deepEqual(rows, [{ name: "Bea Tailor", role: "support", version: 2 }]);
});

test("another role applies at once, on every server", async () => {
  const member = await newStaff(shop(), "catalogue");
  const { key } = await newKey(shop(), owner, ["orders:read"]);
  const other = await openShopOn(shop().url);
  try {
    const orders = (headers: Record<string, string>) => askFreely(other.app, "GET", "/admin/orders", { headers });
    assert.equal(refusalIn(await orders(member.headers)), "403 COM_02");
    assert.equal((await change(member.staffId, { role: "orders" })).statusCode, 200);
    assert.equal((await orders(member.headers)).statusCode, 200);
    assert.equal((await orders({ authorization: `Bearer ${key}` })).statusCode, 200);
  } finally {
    await other.close();
  }
});

test("a disabled account's sessions and keys end on every server, and it signs in no more", async () => {
  const manager = await newStaff(shop(), "manager");
  const { key } = await newKey(shop(), manager);
  const other = await openShopOn(shop().url);
  try {
    assert.equal((await change(manager.staffId, { is_disabled: true })).json().is_disabled, true);
    for (const headers of [manager.headers, { authorization: `Bearer ${key}` }])
      assert.equal(refusalIn(await askFreely(other.app, "GET", "/admin/session", { headers })), "401 AUT_02");
    const { email, password, recoveryCodes } = manager;
    const signIn = () => post(other.app, "/admin/session", { email, password, code: recoveryCodes[0] });
    assert.equal(refusalIn(await signIn()), "400 USR_01");
    assert.equal((await change(manager.staffId, { is_disabled: false }, '"2"')).statusCode, 200);
    assert.equal((await signIn()).statusCode, 200);
    // What ended stays ended.
    for (const headers of [manager.headers, { authorization: `Bearer ${key}` }])
      assert.equal(refusalIn(await askFreely(other.app, "GET", "/admin/session", { headers })), "401 AUT_02");
  } finally {
    await other.close();
  }
});

test("the shop keeps an owner, also when two owners demote each other at once", async () => {
  assert.equal(refusalIn(await change(owner.staffId, { role: "manager" })), "409 COM_02 role");
  assert.equal(refusalIn(await change(owner.staffId, { is_disabled: true })), "409 COM_02 role");
  assert.equal((await change(owner.staffId, { name: "Ada Owner" })).statusCode, 200);
  const second = await newStaff(shop());
  const replies = await Promise.all([
    change(owner.staffId, { role: "manager" }, '"2"', second.headers),
    change(second.staffId, { role: "manager" }, '"1"', owner.headers),
  ]);
  assert.deepEqual(replies.map(({ statusCode }) => statusCode).filter((status) => status === 200).length, 1);
  const owners = await shop().sql("select from staff where role = 'owner' and disabled_at is null");
  assert.equal(owners.length, 1);
});
