import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { anyEmail, askFreely } from "../../test/support/clients/customers.ts";
import { accept, codeOf, goodCode, newStaff, post, refusalIn } from "../../test/support/clients/staff.ts";
import { openSmtp, type SmtpServer } from "../../test/support/fakes/smtp.ts";
import { cloneDatabase, openShopOn, type TestShop } from "../../test/support/servers/shop.ts";
import { until } from "../../test/support/until.ts";

let smtp: SmtpServer;
let database: Awaited<ReturnType<typeof cloneDatabase>>;
let shop: TestShop;

before(async () => {
  smtp = await openSmtp();
  database = await cloneDatabase();
  const settings = { WORKER: "on", SMTP_URL: smtp.url, RATE_LIMIT: "off", STAFF_URL: "https://office.example/" };
  shop = await openShopOn(database.url, settings);
});
after(async () => {
  await shop.close();
  await database.drop();
  await smtp.close();
});

const mailsTo = (email: string) => smtp.received.filter(({ recipients }) => recipients.includes(email));

/** Returns the token of the newest link to a page that was mailed to an address. */
const mailedToken = async (email: string, page: string, count = 1): Promise<string> => {
  await until(() => mailsTo(email).length >= count, 60_000, `a mail to ${email}`);
  const link = new RegExp(`https://office\\.example/${page}\\?token=([\\w-]{43})`);
  return link.exec(mailsTo(email).at(-1)?.text ?? "")?.[1] ?? "";
};

test("staff are invited by mail, and neither queue nor database holds the link", async () => {
  const owner = await newStaff(shop);
  const email = anyEmail();
  const reply = await post(shop.app, "/admin/staff", { email, role: "orders" }, owner.headers);
  assert.deepEqual(reply.json(), { email, role: "orders" });
  const token = await mailedToken(email, "staff-invitation");
  const stored = await shop.sql(
    "select (select json_agg(staff_invitation) from staff_invitation) as invitations, (select json_agg(job) from job) as jobs",
  );
  assert.ok(token !== "" && !JSON.stringify(stored).includes(token));

  await post(shop.app, "/admin/staff", { email, role: "support" }, owner.headers);
  const second = await mailedToken(email, "staff-invitation", 2);
  assert.equal(refusalIn(await post(shop.app, "/admin/invitation", { token })), "400 COM_02 token");
  const { reply: accepted } = await accept(shop.app, second);
  assert.deepEqual([accepted.statusCode, accepted.json().email, accepted.json().role], [200, email, "support"]);
});

test("a forgotten password is set by the mailed link and a code, once, and every session ends", async () => {
  const member = await newStaff(shop, "support");
  const { email } = member;
  const forgot = (to: string) => post(shop.app, "/admin/password/forgot", { email: to });
  const [known, unknown] = [await forgot(email), await forgot(anyEmail())];
  assert.deepEqual([known.statusCode, known.body], [unknown.statusCode, unknown.body]);
  const token = await mailedToken(email, "staff-password");
  const reset = (code: string) =>
    post(shop.app, "/admin/password/reset", { token, password: "warp and weft 12", code });
  assert.equal(refusalIn(await reset(codeOf(member.secret, 7))), "400 USR_01 code");
  assert.equal((await reset(await goodCode(shop.sql, member))).statusCode, 200);
  assert.equal(refusalIn(await reset(await goodCode(shop.sql, member))), "400 COM_02 token");

  const shown = await askFreely(shop.app, "GET", "/admin/session", { headers: member.headers });
  assert.equal(refusalIn(shown), "401 AUT_02");
  const signIn = async (password: string) =>
    post(shop.app, "/admin/session", { email, password, code: await goodCode(shop.sql, member) });
  assert.equal(refusalIn(await signIn(member.password)), "400 USR_01");
  assert.equal((await signIn("warp and weft 12")).statusCode, 200);
});

test("a link sets nothing for a disabled account, nor when it is too old", async () => {
  const member = await newStaff(shop, "support");
  await post(shop.app, "/admin/password/forgot", { email: member.email });
  const token = await mailedToken(member.email, "staff-password");
  const code = await goodCode(shop.sql, member);
  const reset = () => post(shop.app, "/admin/password/reset", { token, password: "warp and weft 12", code });
  await shop.sql("update staff set disabled_at = now() where staff_id = $1", [member.staffId]);
  assert.equal(refusalIn(await reset()), "400 COM_02 token");
  await shop.sql("update staff set disabled_at = null where staff_id = $1", [member.staffId]);
  await shop.sql("update staff_password_reset set expires_at = now() where staff_id = $1", [member.staffId]);
  assert.equal(refusalIn(await reset()), "400 COM_02 token");
});
