import assert from "node:assert/strict";
import { test } from "node:test";
import type { Permission } from "../../src/platform/http/staff-access.ts";
import { roles, type Role } from "../../src/staff/roles.ts";
import { operationsOf, readDocument } from "../contract/document.ts";
import { askingApp, newBuyer, placedOrder } from "../support/clients/buyers.ts";
import { anyEmail, askFreely, signUp, type Method, type Reply } from "../support/clients/customers.ts";
import { goodCode, newKey, newSession, newStaff, type StaffMember } from "../support/clients/staff.ts";
import { openShopOn, testShop, type TestShop } from "../support/servers/shop.ts";

type Headers = Readonly<Record<string, string>>;
type Asked = { readonly path: string; readonly body?: object; readonly headers?: Headers };

/** What an operation needs, and a request that succeeds; `member` is the one who asks. */
type Row = {
  readonly permission?: Permission;
  readonly proof?: "session" | "recent proof";
  readonly ask: (member: StaffMember) => Asked | Promise<Asked>;
};

const members = new Map<Role, StaffMember>();
let order = 0;
const shop = testShop({
  settings: { RATE_LIMIT: "off" },
  async prepare(opened) {
    for (const role of Object.keys(roles) as Role[]) members.set(role, await newStaff(opened, role));
    order = await placedOrder(await newBuyer(askingApp(opened.app)));
  },
});

const member = (role: Role): StaffMember => members.get(role)!;

/** Every operation of staff. */
const rows: Readonly<Record<string, Row>> = {
  "GET /admin/session": { ask: () => ({ path: "/admin/session" }) },
  "DELETE /admin/session": { proof: "session", ask: () => ({ path: "/admin/session" }) },
  "POST /admin/session/confirm": {
    proof: "session",
    ask: async (one) => ({
      path: "/admin/session/confirm",
      body: { password: one.password, code: await goodCode(shop().sql, one) },
    }),
  },
  "GET /admin/staff": { permission: "staff:read", ask: () => ({ path: "/admin/staff" }) },
  "GET /admin/staff/{staff_id}": {
    permission: "staff:read",
    ask: ({ staffId }) => ({ path: `/admin/staff/${staffId}` }),
  },
  "POST /admin/staff": {
    permission: "staff:manage",
    proof: "recent proof",
    ask: () => ({ path: "/admin/staff", body: { email: anyEmail(), role: "owner" } }),
  },
  "PUT /admin/staff/{staff_id}": {
    permission: "staff:manage",
    proof: "recent proof",
    ask: async () => {
      const { staffId } = member("support");
      const [found] = await shop().sql("select version from staff where staff_id = $1", [staffId]);
      return {
        path: `/admin/staff/${staffId}`,
        body: { name: `Changed ${anyEmail()}` },
        headers: { "if-match": `"${found?.["version"]}"` },
      };
    },
  },
  "GET /admin/keys": { permission: "keys:manage", ask: () => ({ path: "/admin/keys" }) },
  "POST /admin/keys": {
    permission: "keys:manage",
    proof: "recent proof",
    ask: () => ({ path: "/admin/keys", body: { name: "A program", permissions: ["orders:read"] } }),
  },
  "DELETE /admin/keys/{key_id}": {
    permission: "keys:manage",
    proof: "recent proof",
    ask: async () => ({ path: `/admin/keys/${(await newKey(shop(), member("owner"))).keyId}` }),
  },
  "GET /admin/actions": { permission: "actions:read", ask: () => ({ path: "/admin/actions" }) },
  "GET /admin/orders": { permission: "orders:read", ask: () => ({ path: "/admin/orders" }) },
  "GET /admin/orders/{order_id}": { permission: "orders:read", ask: () => ({ path: `/admin/orders/${order}` }) },
};

const told = (reply: Reply): string =>
  `${reply.statusCode} ${reply.body === "" ? "" : (reply.json().code ?? "")}`.trim();

/** Returns everything that staff could change, but when keys were used last. */
const everything = async (): Promise<string> =>
  JSON.stringify(
    await shop().sql(`select (select jsonb_agg(s order by staff_id) from staff s) as staff,
      (select jsonb_agg(to_jsonb(k) - 'last_used_at' order by key_id) from staff_key k) as keys,
      (select jsonb_agg(i order by invitation_id) from staff_invitation i) as invitations,
      (select count(*) from staff_session where ended_at is not null) as ended,
      (select count(*) from staff_action) as actions,
      (select jsonb_agg(o order by order_id) from customer_order o) as orders`),
  );

type Trial = { readonly who: string; readonly headers: Headers; readonly expected: string; readonly by?: StaffMember };

/** Returns every kind of caller of an operation, with what it should get. */
const trialsOf = async (method: string, { permission, proof }: Row): Promise<Trial[]> => {
  const owner = member("owner");
  const customer = await signUp(shop().app);
  const [scoped, narrow] = [await newKey(shop(), owner), await newKey(shop(), owner, ["catalogue:read"])];
  const ended = await newSession(shop().sql, owner.staffId);
  await askFreely(shop().app, "DELETE", "/admin/session", { headers: ended });
  const maysByKey = proof === undefined && permission !== "keys:manage" && permission !== "staff:manage";
  const forbidden = "403 COM_02";
  const fresh = () => newSession(shop().sql, owner.staffId);
  const { cookie = "" } = await fresh();
  const isUnsafe = method !== "GET";
  return [
    { who: "nobody", headers: {}, expected: "401 AUT_01" },
    { who: "a customer", headers: { "user-key": customer.accessToken }, expected: "401 AUT_02" },
    { who: "an ended session", headers: ended, expected: "401 AUT_02" },
    {
      who: "another site",
      headers: { cookie, "sec-fetch-site": "cross-site" },
      expected: isUnsafe ? forbidden : "200",
    },
    {
      who: "another origin",
      headers: { cookie, origin: "https://evil.example" },
      expected: isUnsafe ? forbidden : "200",
    },
    { who: "an unknown sender", headers: { cookie }, expected: isUnsafe ? forbidden : "200" },
    {
      who: "a session of long ago",
      headers: await newSession(shop().sql, owner.staffId, 16),
      expected: proof === "recent proof" ? forbidden : "200",
    },
    {
      who: "a key without the permission",
      headers: { authorization: `Bearer ${narrow.key}` },
      expected: permission === undefined && maysByKey ? "200" : forbidden,
    },
    {
      who: "a key with every permission",
      headers: { authorization: `Bearer ${scoped.key}` },
      expected: maysByKey ? "200" : forbidden,
    },
    ...(await Promise.all(
      [...members].map(async ([role, by]): Promise<Trial> => {
        const mays = permission === undefined || (roles[role] as readonly Permission[]).includes(permission);
        return { who: role, by, headers: await newSession(shop().sql, by.staffId), expected: mays ? "200" : forbidden };
      }),
    )),
  ];
};

const faultsOf = async ({ app }: Pick<TestShop, "app">, key: string, row: Row): Promise<string[]> => {
  const [method = "GET"] = key.split(" ");
  const faults: string[] = [];
  for (const { who, headers, expected, by = member("owner") } of await trialsOf(method, row)) {
    const { path, body, headers: more = {} } = await row.ask(by);
    const state = await everything();
    const reply = await askFreely(app, method as Method, path, {
      ...(body ? { body: { ...body } } : {}),
      headers: { ...headers, ...more },
    });
    if (told(reply) !== expected) faults.push(`${key} answers ${told(reply)} to ${who}, not ${expected}`);
    if (expected !== "200" && (await everything()) !== state) faults.push(`${key} lets ${who} change something`);
  }
  return faults;
};

for (const [key, row] of Object.entries(rows))
  test(`${key} serves whom it should and nobody else`, async () => {
    assert.deepEqual(await faultsOf(shop(), key, row), []);
  });

test("every published operation of staff has a row here, and no row is left over", async () => {
  const published = operationsOf(await readDocument(shop().app))
    .filter(({ path, operation }) => path.startsWith("/admin/") && operation.security)
    .map(({ method, path }) => `${method} ${path}`);
  assert.deepEqual(Object.keys(rows).toSorted(), published.toSorted());
});

test("a server that takes every caller for an owner on the shop's own page is noticed", async () => {
  const owner = await newSession(shop().sql, member("owner").staffId);
  const gullible = await openShopOn(shop().url, { RATE_LIMIT: "off" }, (app) => {
    app.addHook("onRequest", async ({ headers }) => void Object.assign(headers, owner));
  });
  try {
    const faults = await faultsOf(gullible, "GET /admin/orders", rows["GET /admin/orders"]!);
    assert.ok(faults.includes("GET /admin/orders answers 200 to nobody, not 401 AUT_01"), faults.join("\n"));
    assert.ok(faults.includes("GET /admin/orders answers 200 to catalogue, not 403 COM_02"), faults.join("\n"));
    const changing = await faultsOf(gullible, "POST /admin/staff", rows["POST /admin/staff"]!);
    assert.ok(changing.includes("POST /admin/staff lets another site change something"), changing.join("\n"));
  } finally {
    await gullible.close();
  }
});
