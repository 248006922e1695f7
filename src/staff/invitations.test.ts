import assert from "node:assert/strict";
import { test } from "node:test";
import { anyEmail, askFreely } from "../../test/support/clients/customers.ts";
import {
  accept,
  bytesOf,
  codeOf,
  cookieOf,
  goodCode,
  invitedToken,
  newKey,
  newStaff,
  post,
  refusalIn,
  type StaffMember,
} from "../../test/support/clients/staff.ts";
import { cloneDatabase, openShopOn, testShop } from "../../test/support/servers/shop.ts";
import { openStaffCommands } from "./index.ts";

let owner: StaffMember;
const shop = testShop({
  async prepare(opened) {
    owner = await newStaff(opened);
  },
});

test("an invitation is accepted once, by the code of its own secret", async () => {
  const token = await invitedToken(shop().db, anyEmail(), "support");
  const wrong = await post(shop().app, "/admin/invitation/accept", {
    token,
    name: "Bea",
    password: "twill and denim 9",
    code: codeOf(owner.secret),
  });
  assert.equal(refusalIn(wrong), "400 COM_02 code");
  const { reply } = await accept(shop().app, token, { name: "Bea" });
  assert.deepEqual([reply.statusCode, reply.json().role, reply.json().recovery_codes.length], [200, "support", 10]);
  const session = await askFreely(shop().app, "GET", "/admin/session", { headers: { cookie: cookieOf(reply) } });
  assert.equal(session.json().name, "Bea");
  assert.equal(refusalIn(await post(shop().app, "/admin/invitation", { token })), "400 COM_02 token");
});

test("of ten that accept one invitation at once, one opens the account", async () => {
  const email = anyEmail();
  const token = await invitedToken(shop().db, email, "support");
  const shown = (await post(shop().app, "/admin/invitation", { token })).json();
  const body = { token, name: "Bea", password: "twill and denim 9", code: codeOf(bytesOf(shown.totp_secret)) };
  const replies = await Promise.all(
    Array.from({ length: 10 }, () => post(shop().app, "/admin/invitation/accept", body)),
  );
  assert.equal(replies.filter(({ statusCode }) => statusCode === 200).length, 1);
  const rows = await shop().sql("select version from staff where email = $1", [email]);
  assert.deepEqual(rows, [{ version: 1 }]);
});

test("an old invitation, a replaced one and a weak password open nothing", async () => {
  const email = anyEmail();
  const first = await invitedToken(shop().db, email, "owner");
  const second = await invitedToken(shop().db, email, "read-only");
  assert.equal(refusalIn(await post(shop().app, "/admin/invitation", { token: first })), "400 COM_02 token");
  const weak = await accept(shop().app, second, { password: "password1" });
  assert.equal(refusalIn(weak.reply), "400 USR_10 password");
  await shop().sql("update staff_invitation set expires_at = now() where email = $1", [email]);
  assert.equal(refusalIn(await post(shop().app, "/admin/invitation", { token: second })), "400 COM_02 token");
  assert.deepEqual(await shop().sql("select from staff where email = $1", [email]), []);
});

test("who lost everything gets a link, and nothing of before works any more", async () => {
  const lost = await newStaff(shop(), "manager");
  const { key } = await newKey(shop(), lost);
  const token = await invitedToken(shop().db, lost.email, "manager");
  const { reply, secret } = await accept(shop().app, token, { password: "another twill 7" });
  assert.equal(reply.json().staff_id, lost.staffId);
  const asked = (headers: Record<string, string>) => askFreely(shop().app, "GET", "/admin/session", { headers });
  assert.equal(refusalIn(await asked(lost.headers)), "401 AUT_02");
  assert.equal(refusalIn(await asked({ authorization: `Bearer ${key}` })), "401 AUT_02");
  const signIn = async (password: string, code: string) =>
    (await post(shop().app, "/admin/session", { email: lost.email, password, code })).statusCode;
  await goodCode(shop().sql, lost);
  assert.equal(await signIn(lost.password, codeOf(secret)), 400);
  assert.equal(await signIn("another twill 7", codeOf(lost.secret)), 400);
  assert.equal(await signIn("another twill 7", lost.recoveryCodes[0] ?? ""), 400);
  assert.equal(await signIn("another twill 7", codeOf(secret)), 200);
});

test("an idempotency key invites once; an address with an account is not invited", async () => {
  const body = { email: anyEmail(), role: "orders" };
  const headers = { ...owner.headers, "idempotency-key": "once" };
  const first = await post(shop().app, "/admin/staff", body, headers);
  const again = await post(shop().app, "/admin/staff", body, headers);
  assert.deepEqual([again.body, again.headers["idempotent-replayed"]], [first.body, "true"]);
  const jobs = await shop().sql("select from job where subject = $1", [`email ${body.email}`]);
  assert.equal(jobs.length, 1);
  const taken = await post(
    shop().app,
    "/admin/staff",
    { email: owner.email.toUpperCase(), role: "owner" },
    owner.headers,
  );
  assert.equal(refusalIn(taken), "400 USR_04 email");
});

test("the first owner names an address, and the link is good for nothing once there is an owner", async () => {
  const { firstOwnerLink } = await openStaffCommands(shop().db, "http://localhost:3000");
  assert.equal(await firstOwnerLink(), undefined);
  const { url, drop } = await cloneDatabase();
  const empty = await openShopOn(url);
  try {
    const commands = await openStaffCommands(empty.db, "http://localhost:3000");
    const tokenOf = (link: string | undefined) => new URL(link ?? "").searchParams.get("token") ?? "";
    const replaced = tokenOf(await commands.firstOwnerLink());
    const token = tokenOf(await commands.firstOwnerLink());
    assert.equal(refusalIn(await post(empty.app, "/admin/invitation", { token: replaced })), "400 COM_02 token");
    assert.equal(refusalIn((await accept(empty.app, token)).reply), "400 USR_02 email");
    assert.equal(refusalIn((await accept(empty.app, token, { email: "nobody" })).reply), "400 USR_03 email");
    const email = anyEmail();
    const { reply } = await accept(empty.app, token, { email });
    assert.deepEqual([reply.json().email, reply.json().role], [email, "owner"]);
    assert.equal(await commands.firstOwnerLink(), undefined);
  } finally {
    await empty.close();
    await drop();
  }
});
