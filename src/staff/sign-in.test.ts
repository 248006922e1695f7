import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { anyAddress, askFreely } from "../../test/support/clients/customers.ts";
import {
  codeOf,
  cookieOf,
  goodCode,
  inSession,
  newSession,
  newStaff,
  post,
  refusalIn,
  type StaffMember,
} from "../../test/support/clients/staff.ts";
import { openShopOn, testShop } from "../../test/support/servers/shop.ts";

let ada: StaffMember;
const shop = testShop({
  settings: { LOGIN_FAILURES_PER_ACCOUNT: "3" },
  async prepare(opened) {
    ada = await newStaff(opened, "manager");
  },
});
beforeEach(() => shop().sql("delete from attempt_count"));

const signIn = async (given: object = {}, address = anyAddress()) =>
  askFreely(shop().app, "POST", "/admin/session", {
    body: { email: ada.email, password: ada.password, code: await goodCode(shop().sql, ada), ...given },
    address,
  });

test("password and code open a session, whose cookie no script reads and no other site sends", async () => {
  const reply = await signIn();
  assert.equal(reply.statusCode, 200, reply.body);
  const { role, permissions, expires_on } = reply.json();
  assert.deepEqual(
    [role, permissions.includes("orders:write"), permissions.includes("staff:manage")],
    ["manager", true, false],
  );
  const hours = (new Date(expires_on).getTime() - Date.now()) / 3_600_000;
  assert.ok(hours > 11.9 && hours <= 12, `${hours}`);
  assert.match(
    String(reply.headers["set-cookie"]),
    /^staff_session=[\w-]{43}; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Strict$/,
  );
  const shown = await askFreely(shop().app, "GET", "/admin/session", { headers: { cookie: cookieOf(reply) } });
  assert.deepEqual([shown.statusCode, shown.json().email], [200, ada.email]);
});

test("under another name than localhost, the cookie is Secure and of this host alone", async () => {
  const reply = await shop().app.inject({
    method: "POST",
    url: "/admin/session",
    headers: { host: "shop.example" },
    remoteAddress: anyAddress(),
    payload: { email: ada.email, password: ada.password, code: await goodCode(shop().sql, ada) },
  });
  assert.match(String(reply.headers["set-cookie"]), /^__Host-staff_session=.+; SameSite=Strict; Secure$/);
  const [cookie = ""] = String(reply.headers["set-cookie"]).split(";");
  const shown = (headers: Record<string, string>) => shop().app.inject({ url: "/admin/session", headers });
  assert.equal((await shown({ host: "shop.example", cookie })).statusCode, 200);
  // Anybody on the network could have set one without the prefix.
  const unprefixed = cookie.replace("__Host-", "");
  assert.equal((await shown({ host: "shop.example", cookie: unprefixed })).statusCode, 401);
});

test("a code works once, and none that is older than the last one used", async () => {
  const code = await goodCode(shop().sql, ada);
  const body = { email: ada.email, password: ada.password };
  assert.equal((await post(shop().app, "/admin/session", { ...body, code })).statusCode, 200);
  assert.equal(refusalIn(await post(shop().app, "/admin/session", { ...body, code })), "400 USR_01");
  const before = codeOf(ada.secret, -1);
  assert.equal(refusalIn(await post(shop().app, "/admin/session", { ...body, code: before })), "400 USR_01");
});

test("of twenty requests with one code at once, one gets in", async () => {
  const bea = await newStaff(shop(), "support");
  const body = { email: bea.email, password: bea.password, code: await goodCode(shop().sql, bea) };
  const unlimited = await openShopOn(shop().url, { RATE_LIMIT: "off" });
  try {
    const replies = await Promise.all(Array.from({ length: 20 }, () => post(unlimited.app, "/admin/session", body)));
    assert.equal(replies.filter(({ statusCode }) => statusCode === 200).length, 1);
  } finally {
    await unlimited.close();
  }
});

test("a recovery code stands for the app's code, once, however it is written", async () => {
  const [code = "", other = ""] = ada.recoveryCodes;
  assert.match(code, /^[a-z2-7]{4}(-[a-z2-7]{4}){3}$/);
  assert.equal((await signIn({ code })).statusCode, 200);
  assert.equal(refusalIn(await signIn({ code })), "400 USR_01");
  assert.equal((await signIn({ code: other.toUpperCase().replaceAll("-", " ") })).statusCode, 200);
});

test("an unknown address, a wrong password and a wrong code are answered alike", async () => {
  const bodies = await Promise.all(
    [{ email: "nobody@example.com" }, { password: "not the one 4" }, { code: "000000" }].map(async (wrong) => {
      const { statusCode, body, headers } = await signIn(wrong);
      return [statusCode, body, headers["set-cookie"], headers["ratelimit"]];
    }),
  );
  assert.deepEqual(bodies[0]?.slice(0, 3), [
    400,
    '{"type":"about:blank","title":"Email or Password is invalid.","status":400,"code":"USR_01"}',
    undefined,
  ]);
  assert.deepEqual(new Set(bodies.map((one) => JSON.stringify(one.slice(0, 3)))).size, 1);
});

test("wrong codes are limited like wrong passwords, and the owner gets in from a known network", async () => {
  const cleo = await newStaff(shop(), "support");
  const at = (address: string, code: string) =>
    askFreely(shop().app, "POST", "/admin/session", {
      body: { email: cleo.email, password: cleo.password, code },
      address,
    });
  const home = anyAddress();
  assert.equal((await at(home, await goodCode(shop().sql, cleo))).statusCode, 200);
  const wrong = codeOf(cleo.secret, 7);
  for (let tries = 0; tries < 3; tries += 1) assert.equal(refusalIn(await at(anyAddress(), wrong)), "400 USR_01");
  const right = await goodCode(shop().sql, cleo);
  assert.equal(refusalIn(await at(anyAddress(), right)), "429 COM_29");
  assert.equal((await at(home, right)).statusCode, 200);
});

test("an ended and an expired session are over on every server at once", async () => {
  const other = await openShopOn(shop().url);
  try {
    const headers = await newSession(shop().sql, ada.staffId);
    const shown = () => askFreely(other.app, "GET", "/admin/session", { headers });
    assert.equal((await shown()).statusCode, 200);
    const ended = await askFreely(shop().app, "DELETE", "/admin/session", { headers });
    assert.equal(ended.statusCode, 200);
    assert.match(String(ended.headers["set-cookie"]), /^staff_session=; Path=\/; Max-Age=0;/);
    assert.equal(refusalIn(await shown()), "401 AUT_02");

    const late = await newSession(shop().sql, ada.staffId);
    await shop().sql("update staff_session set expires_at = now() where ended_at is null and staff_id = $1", [
      ada.staffId,
    ]);
    assert.equal(refusalIn(await askFreely(other.app, "GET", "/admin/session", { headers: late })), "401 AUT_02");
  } finally {
    await other.close();
  }
});

test("a session is confirmed by password and code, and what needs that works again", async () => {
  const old = await newSession(shop().sql, ada.staffId, 16);
  const makeKey = () => post(shop().app, "/admin/keys", { name: "Sync", permissions: ["orders:read"] }, old);
  assert.equal(refusalIn(await makeKey()), "403 COM_02 code");
  const confirm = async (given: object) =>
    post(shop().app, "/admin/session/confirm", { password: ada.password, ...given }, old);
  assert.equal(refusalIn(await confirm({ code: codeOf(ada.secret, 7) })), "400 USR_01");
  assert.equal(refusalIn(await makeKey()), "403 COM_02 code");
  assert.equal((await confirm({ code: await goodCode(shop().sql, ada) })).statusCode, 200);
  assert.equal((await makeKey()).statusCode, 200);
});

test("the database holds no session, code or password that could be used", async () => {
  const reply = await signIn();
  const token = cookieOf(reply).split("=")[1] ?? "";
  const tables = ["staff", "staff_session", "staff_recovery_code", "staff_action", "staff_key", "staff_invitation"];
  for (const table of tables) {
    const rows = JSON.stringify(await shop().sql(`select ${table}::text from ${table}`));
    for (const secret of [token, ada.password, ...ada.recoveryCodes]) assert.ok(!rows.includes(secret), table);
  }
  assert.equal(
    (await askFreely(shop().app, "GET", "/admin/session", { headers: inSession(`staff_session=${token}`) })).statusCode,
    200,
  );
});
