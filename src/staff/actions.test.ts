import assert from "node:assert/strict";
import { test } from "node:test";
import { askFreely } from "../../test/support/clients/customers.ts";
import { newKey, newStaff, type StaffMember } from "../../test/support/clients/staff.ts";
import { testShop } from "../../test/support/servers/shop.ts";
import { actionsAsText } from "./actions-as-text.ts";

let owner: StaffMember;
const shop = testShop({
  async prepare(opened) {
    owner = await newStaff(opened);
  },
});

const log = (query = "", accept = "application/json") =>
  askFreely(shop().app, "GET", `/admin/actions${query}`, { headers: { ...owner.headers, accept } });
const change = (staffId: number, body: Record<string, unknown>) =>
  askFreely(shop().app, "PUT", `/admin/staff/${staffId}`, {
    body,
    headers: { ...owner.headers, "if-match": '"1"', "user-agent": "Firefox" },
    address: "203.0.113.9",
  });

test("a change is recorded with who, what, when, from where, before and after", async () => {
  const { staffId, name } = await newStaff(shop(), "support");
  await change(staffId, { role: "orders" });
  const [action] = (await log(`?subject=staff%20${staffId}&act=staff.changed`)).json();
  const { action_id: _, at, ...told } = action;
  assert.ok(Math.abs(Date.now() - new Date(at).getTime()) < 60_000);
  assert.deepEqual(told, {
    staff_id: owner.staffId,
    key_id: null,
    who: owner.email,
    act: "staff.changed",
    subject: `staff ${staffId}`,
    address: "203.0.113.9",
    device: "Firefox",
    before: { name, role: "support", is_disabled: false },
    after: { name, role: "orders", is_disabled: false },
  });
});

test("a refused change is not recorded", async () => {
  const before = await shop().sql("select count(*) from staff_action");
  const { statusCode } = await change(owner.staffId, { role: "manager" });
  assert.equal(statusCode, 409);
  assert.deepEqual(await shop().sql("select count(*) from staff_action"), before);
});

test("the log is read in pages that neither repeat nor skip, and searched", async () => {
  await newKey(shop(), owner, ["orders:read"]);
  const all: { action_id: number; act: string; staff_id: number | null }[] = (await log("?limit=1000")).json();
  assert.ok(all.length > 4);
  const numbers: number[] = [];
  for (let query = `?limit=2&staff_id=${owner.staffId}`; query !== "";) {
    const page = await log(query);
    numbers.push(...page.json().map(({ action_id }: { action_id: number }) => action_id));
    query = /^<\/admin\/actions(.+)>; rel="next"$/.exec(String(page.headers.link ?? ""))?.[1] ?? "";
  }
  assert.deepEqual(
    numbers,
    all.filter(({ staff_id }) => staff_id === owner.staffId).map(({ action_id }) => action_id),
  );
  const acts = (await log("?act=key.created")).json();
  assert.deepEqual(new Set(acts.map(({ act }: { act: string }) => act)), new Set(["key.created"]));
  assert.deepEqual((await log("?until=2020-01-01")).json(), []);
  assert.equal((await log("?from=2020-01-01T00:00:00Z")).json().length, Math.min(100, all.length));
  assert.equal((await log("?from=yesterday")).statusCode, 400);
});

test("the log comes as lines of JSON and as a table, whose cells are never formulas", async () => {
  await newStaff(shop(), "support").then(({ staffId }) => change(staffId, { name: '=cmd|"/c calc"!A1' }));
  const json = (await log("?limit=1000")).json();
  const lines = await log("?limit=1000", "application/x-ndjson");
  assert.match(String(lines.headers["content-type"]), /^application\/x-ndjson/);
  assert.deepEqual(
    lines.body
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line)),
    json,
  );
  const table = await log("?limit=1000", "text/csv");
  assert.match(String(table.headers["content-type"]), /^text\/csv/);
  assert.ok(table.body.startsWith("action_id,at,staff_id,key_id,who,act,subject,address,device,before,after\r\n"));
  const one = { ...json[0], who: "=1+1", subject: 'a "b", c', before: null, after: "-2" };
  const [, row] = actionsAsText([one], "text/csv").split("\r\n");
  assert.match(String(row), /,'=1\+1,/);
  assert.match(String(row), /,"a ""b"", c",/);
  assert.match(String(row), /,,'-2$/);
});

test("a role that owns the log adds to it, and can neither change nor delete what stands in it", async () => {
  await shop().sql("create role log_trial");
  try {
    await shop().sql("begin");
    await shop().sql("alter table staff_action owner to log_trial");
    await shop().sql("set local role log_trial");
    await shop().sql(
      "insert into staff_action (at, who, act, subject, address, device) values (now(), 'trial', 'trial.added', '', '', '')",
    );
    for (const forbidden of [
      "update staff_action set who = 'nobody'",
      "delete from staff_action",
      "truncate staff_action",
    ]) {
      await shop().sql("savepoint here");
      await assert.rejects(shop().sql(forbidden), { code: "42501" }, forbidden);
      await shop().sql("rollback to here");
    }
  } finally {
    await shop().sql("rollback");
    await shop().sql("drop role log_trial");
  }
});
