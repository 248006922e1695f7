import assert from "node:assert/strict";
import { test } from "node:test";
import { accept, newStaff, refusalIn } from "../../test/support/clients/staff.ts";
import { anyEmail, askFreely } from "../../test/support/clients/customers.ts";
import { runCommandWith } from "../../test/support/servers/command.ts";
import { testShop } from "../../test/support/servers/shop.ts";

const shop = testShop();
const npmRunStaff = (...asked: string[]) =>
  runCommandWith({ STAFF_URL: "https://office.example" }, shop().url, "staff", ...asked);

test("the command prints a link that opens an account, and tells the log so", async () => {
  assert.equal((await npmRunStaff("list")).out, "There is no staff yet.\n");
  const email = anyEmail();
  const { code, out, err } = await npmRunStaff("invite", email, "--role", "owner");
  assert.deepEqual([code, err], [0, ""]);
  const [, token = ""] = /^https:\/\/office\.example\/staff-invitation\?token=([\w-]{43})$/m.exec(out) ?? [];
  const { reply } = await accept(shop().app, token, { name: "Ada \u001b[31mWeaver" });
  assert.equal(reply.json().role, "owner");
  assert.equal((await npmRunStaff("list")).out, `${reply.json().staff_id}  ${email}  Ada [31mWeaver  owner\n`);
  const [action] = await shop().sql("select who, subject, staff_id from staff_action where act = 'staff.invited'");
  assert.deepEqual(action, { who: "command: staff", subject: `e-mail ${email}`, staff_id: null });
});

test("a disabled account's sessions end, and an account that is not there is not disabled", async () => {
  await newStaff(shop());
  const one = await newStaff(shop(), "support");
  const { code, out } = await npmRunStaff("disable", one.email);
  assert.deepEqual([code, out], [0, `The account of ${one.email} is disabled.\n`]);
  const reply = await askFreely(shop().app, "GET", "/admin/session", { headers: one.headers });
  assert.equal(refusalIn(reply), "401 AUT_02");
  assert.match((await npmRunStaff("list")).out, new RegExp(`${one.email} .* disabled$`, "m"));
  const nobody = await npmRunStaff("disable", "nobody@example.com");
  assert.deepEqual(
    [nobody.code, nobody.err],
    [1, "There is no account of staff with the address nobody@example.com.\n"],
  );
});

test("wrong words are told, and nothing is done", async () => {
  const before = await shop().sql("select count(*) from staff_action");
  for (const [words, told] of [
    [["invite", "ada@example.com"], /^--role is one of owner, manager,/],
    [["invite", "ada@example.com", "--role", "king"], /^--role is one of/],
    [["invite", "--role", "owner"], /^Whose account\?/],
    [["fire", "ada@example.com"], /^"fire" is nothing that is done with staff\./],
    [["list", "all"], /^"all" is too much\./],
  ] as const) {
    const { code, err } = await npmRunStaff(...words);
    assert.equal(code, 2, err);
    assert.match(err, told);
  }
  const wrong = await npmRunStaff("invite", "nobody", "--role", "owner");
  assert.deepEqual([wrong.code, wrong.err], [1, "The email is invalid.\n"]);
  assert.deepEqual(await shop().sql("select count(*) from staff_action"), before);
});
