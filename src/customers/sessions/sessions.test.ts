import assert from "node:assert/strict";
import { test } from "node:test";
import {
  ask,
  isSignedIn,
  refresh,
  refuses,
  sessionOf,
  signIn,
  signUp,
  type Entrance,
  type Member,
} from "../../../test/support/clients/customers.ts";
import { testShop } from "../../../test/support/servers/shop.ts";

const shop = testShop();
type Shown = {
  session_id: string;
  device: string;
  address: string;
  created_on: string;
  last_used_on: string;
  is_current: boolean;
};

const listed = async (token: string) => (await ask(shop().app, "GET", "/customer/sessions", { token })).json<Shown[]>();
const isOver = async ({ accessToken, refreshToken }: Member) => {
  assert.ok(!(await isSignedIn(shop().app, accessToken)));
  await refuses(
    shop().app,
    ["POST", "/customers/refresh", { body: { refresh_token: refreshToken } }],
    "401 AUT_02",
    "refresh_token",
  );
};
const goesOn = async ({ accessToken }: Member) => assert.ok(await isSignedIn(shop().app, accessToken));
/** Moves the last rotation of a session into the past. */
const longAgo = ({ sessionId }: Member, seconds: number) =>
  shop().sql("update session set rotated_at = rotated_at - make_interval(secs => $2) where session_id = $1", [
    sessionId,
    seconds,
  ]);

test("refreshing answers the customer and new tokens of the same session", async () => {
  const member = await signUp(shop().app);
  for (const question of [
    { body: { refresh_token: member.refreshToken } },
    { form: { refresh_token: member.refreshToken } },
  ]) {
    const reply = await ask(shop().app, "POST", "/customers/refresh", question);
    const next = reply.json<Entrance>();
    assert.deepEqual(next.customer, (await ask(shop().app, "GET", "/customer", { token: member.accessToken })).json());
    assert.deepEqual([next.expires_in, next.refresh_expires_in], ["24h", "30d"]);
    assert.notEqual(next.accessToken, member.accessToken);
    assert.notEqual(next.refresh_token, member.refreshToken);
    assert.equal(sessionOf(next.accessToken), member.sessionId);
    assert.ok(await isSignedIn(shop().app, next.accessToken));
  }
});

test("a spent token gets the same successor for ten seconds, and then ends its session", async () => {
  const member = await signUp(shop().app);
  const first = (await refresh(shop().app, member.refreshToken)).json<Entrance>();
  await longAgo(member, 9);
  const again = (await refresh(shop().app, member.refreshToken)).json<Entrance>();
  assert.equal(again.refresh_token, first.refresh_token);
  await longAgo(member, 2);
  await isOver({ ...member, accessToken: "Bearer x" });
  await isOver(member);
  await isOver({ ...member, accessToken: again.accessToken, refreshToken: again.refresh_token });
});

test("a token that was spent two turns ago ends the session at once", async () => {
  const member = await signUp(shop().app);
  const first = (await refresh(shop().app, member.refreshToken)).json<Entrance>();
  const second = (await refresh(shop().app, first.refresh_token)).json<Entrance>();
  await refuses(
    shop().app,
    ["POST", "/customers/refresh", { body: { refresh_token: member.refreshToken } }],
    "401 AUT_02",
    "refresh_token",
  );
  await isOver({ ...member, accessToken: second.accessToken, refreshToken: second.refresh_token });
});

test("what is no refresh token of ours is refused and ends nothing", async () => {
  const member = await signUp(shop().app);
  const end = member.refreshToken.lastIndexOf(".");
  const body = member.refreshToken.slice(0, end);
  const tag = member.refreshToken.slice(end + 1);
  const [id, session, , secret] = body.split(".");
  const forged = [
    "x",
    "null",
    "x".repeat(2000),
    ` ${member.refreshToken}`,
    `${member.refreshToken}.`,
    body,
    `${body}.${tag.slice(0, -1)}`,
    `${body}.${"A".repeat(43)}`,
    `${id}.${session}.1.${secret}.${tag}`,
    `${Number(id) + 1}.${session}.0.${secret}.${tag}`,
    `${id}.${session}.0.${"A".repeat(43)}.${tag}`,
    `${body}.${tag}\n`,
    `0${member.refreshToken}`,
    member.accessToken,
    member.accessToken.replace("Bearer ", ""),
    12,
    true,
    ["a"],
  ];
  for (const refresh_token of forged)
    await refuses(
      shop().app,
      ["POST", "/customers/refresh", { body: { refresh_token } }],
      "401 AUT_02",
      "refresh_token",
    );
  await refuses(shop().app, ["POST", "/customers/refresh", { body: {} }], "400 USR_02", "refresh_token");
  await goesOn(member);
  assert.equal((await refresh(shop().app, member.refreshToken)).statusCode, 200);
});

test("signing out ends this session, or all of them", async () => {
  const here = await signUp(shop().app);
  const [there, elsewhere] = [await signIn(shop().app, here), await signIn(shop().app, here)];
  const stranger = await signUp(shop().app);
  const out = await ask(shop().app, "POST", "/customers/logout", { token: there.accessToken });
  assert.deepEqual([out.statusCode, out.body], [200, ""]);
  await isOver(there);
  await refuses(shop().app, ["POST", "/customers/logout", { token: there.accessToken }], "401 AUT_02");
  await goesOn(here);
  await ask(shop().app, "POST", "/customers/logout?everywhere=false", { token: elsewhere.accessToken });
  await isOver(elsewhere);
  await goesOn(here);
  const last = await signIn(shop().app, here);
  await refuses(
    shop().app,
    ["POST", "/customers/logout?everywhere=perhaps", { token: here.accessToken }],
    "400 COM_02",
    "everywhere",
  );
  assert.equal(
    (await ask(shop().app, "POST", "/customers/logout?everywhere=true", { token: here.accessToken })).statusCode,
    200,
  );
  await isOver(here);
  await isOver(last);
  await goesOn(stranger);
});

test("sessions are listed with what they called themselves, and end singly", async () => {
  const here = await signUp(shop().app);
  const reply = await ask(shop().app, "POST", "/customers/login", {
    body: { email: here.email, password: here.password },
    headers: { "user-agent": "Loom/1.0 (Linux)" },
    address: "203.0.113.9",
  });
  const phone = sessionOf(reply.json<Entrance>().accessToken);
  const before = await listed(here.accessToken);
  assert.deepEqual(
    before
      .map(({ session_id, device, address, is_current }) => ({ session_id, device, address, is_current }))
      .toSorted((one, other) => Number(one.is_current) - Number(other.is_current)),
    [
      { session_id: phone, device: "Loom/1.0 (Linux)", address: "203.0.113.9", is_current: false },
      { session_id: here.sessionId, device: "lightMyRequest", address: here.address, is_current: true },
    ],
  );
  for (const { created_on, last_used_on } of before)
    assert.match(created_on + last_used_on, /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z){2}$/);

  const out = await ask(shop().app, "DELETE", `/customer/sessions/${phone}`, { token: here.accessToken });
  assert.deepEqual([out.statusCode, out.body], [200, ""]);
  assert.ok(!(await isSignedIn(shop().app, reply.json<Entrance>().accessToken)));
  assert.deepEqual(
    (await listed(here.accessToken)).map(({ session_id }) => session_id),
    [here.sessionId],
  );
});

test("a session that is over, somebody else's or none is not found", async () => {
  const here = await signUp(shop().app);
  const stranger = await signUp(shop().app);
  const gone = await signIn(shop().app, here);
  await ask(shop().app, "POST", "/customers/logout", { token: gone.accessToken });
  for (const id of [gone.sessionId, stranger.sessionId, "A".repeat(24), "1", "%20", "A".repeat(65), "*"])
    await refuses(
      shop().app,
      ["DELETE", `/customer/sessions/${id}`, { token: here.accessToken }],
      "404 SES_01",
      "session_id",
    );
  await goesOn(stranger);
});

test("the name of a device is kept as text, however odd and long", async () => {
  const here = await signUp(shop().app);
  for (const agent of ["<script>alert(1)</script>", "x".repeat(5000), "\u00ff\u00fe"]) {
    const reply = await ask(shop().app, "POST", "/customers/login", {
      body: { email: here.email, password: here.password },
      headers: { "user-agent": agent },
      address: here.address,
    });
    assert.equal(reply.statusCode, 200);
  }
  assert.deepEqual(
    (await listed(here.accessToken)).map(({ device }) => device.length).toSorted((one, other) => one - other),
    [2, 14, 25, 300],
  );
});

test("a refresh token is kept as a hash alone", async () => {
  const { sessionId, refreshToken } = await signUp(shop().app);
  const [row] = await shop().sql(
    "select to_jsonb(session)::text as everything, length(token_hash) as length from session where session_id = $1",
    [sessionId],
  );
  assert.equal(row?.["length"], 32);
  for (const part of refreshToken.split(".").slice(3)) {
    const bytes = Buffer.from(part, "base64url").toString("hex");
    assert.ok(!String(row?.["everything"]).includes(part) && !String(row?.["everything"]).includes(bytes));
  }
});
