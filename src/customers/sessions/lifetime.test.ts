import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeJwt } from "jose";
import { ask, refresh, signIn, signUp, type Entrance, type Member } from "../../../test/support/clients/customers.ts";
import { openShopOn, testShop } from "../../../test/support/servers/shop.ts";

const day = 86_400;
const shop = testShop({ settings: { SESSION_LIFETIME: "90d", REFRESH_TOKEN_LIFETIME: "30d", RATE_LIMIT: "off" } });

const begunAgo = ({ sessionId }: Member, seconds: number) =>
  shop().sql("update session set created_at = now() - make_interval(secs => $2) where session_id = $1", [
    sessionId,
    seconds,
  ]);
const endOf = async ({ sessionId }: Member): Promise<number> => {
  const [row] = await shop().sql(
    "select extract(epoch from expires_at - now()) as seconds from session where session_id = $1",
    [sessionId],
  );
  return Number(row?.["seconds"]);
};
const secondsIn = (accessToken: string): number => {
  const { iat = 0, exp = 0 } = decodeJwt(accessToken.replace("Bearer ", ""));
  return exp - iat;
};
const isAbout = (seconds: number, expected: number) =>
  assert.ok(seconds <= expected && seconds > expected - 300, `${seconds} seconds, not ${expected}`);

test("a refresh prolongs a session, but not beyond its lifetime", async () => {
  const member = await signUp(shop().app);
  isAbout(await endOf(member), 30 * day);
  await begunAgo(member, 20 * day);
  const young = (await refresh(shop().app, member.refreshToken)).json<Entrance>();
  isAbout(await endOf(member), 30 * day);
  assert.deepEqual([young.expires_in, young.refresh_expires_in], ["24h", "30d"]);

  await begunAgo(member, 80 * day);
  const old = (await refresh(shop().app, young.refresh_token)).json<Entrance>();
  isAbout(await endOf(member), 10 * day);
  assert.equal(old.expires_in, "24h");
  isAbout(Number(/^(\d+)s$/.exec(old.refresh_expires_in)?.[1]), 10 * day);
  assert.equal(secondsIn(old.accessToken), day);

  await begunAgo(member, 90 * day - 3600);
  const last = (await refresh(shop().app, old.refresh_token)).json<Entrance>();
  isAbout(await endOf(member), 3600);
  isAbout(secondsIn(last.accessToken), 3600);
  isAbout(Number(/^(\d+)s$/.exec(last.expires_in)?.[1]), 3600);

  await begunAgo(member, 90 * day + 1);
  const listed = await ask(shop().app, "GET", "/customer/sessions", { token: last.accessToken });
  assert.deepEqual(listed.json(), []);
  const reply = await refresh(shop().app, last.refresh_token);
  assert.equal(reply.statusCode, 401);
});

test("a token whose reply was lost ends so too, and a shorter lifetime counts at once", async () => {
  const member = await signUp(shop().app);
  await refresh(shop().app, member.refreshToken);
  assert.equal((await refresh(shop().app, member.refreshToken)).statusCode, 200);
  await begunAgo(member, 2 * day);
  const strict = await openShopOn(shop().url, { SESSION_LIFETIME: "1d" });
  assert.equal((await refresh(strict.app, member.refreshToken)).statusCode, 401);
  await strict.close();
});

test("where a session is shorter than its tokens would be, they end with it", async () => {
  const brief = await openShopOn(shop().url, { SESSION_LIFETIME: "30m" });
  const entered = await ask(brief.app, "POST", "/customers/login", {
    body: { email: (await signUp(brief.app, { email: "brief@example.com" })).email, password: "twill and denim 9" },
  });
  const { accessToken, expires_in, refresh_expires_in } = entered.json<Entrance>();
  assert.deepEqual([expires_in, refresh_expires_in, secondsIn(accessToken)], ["1800s", "1800s", 1800]);
  await brief.close();
});

test("sessions are listed by the page, the last used first", async () => {
  const here = await signUp(shop().app);
  for (let count = 2; count <= 7; count += 1) await signIn(shop().app, here);
  // Some sessions get the same time of last use.
  await shop().sql(
    "update session set last_used_at = date_trunc('minute', last_used_at) where customer_id = $1 and session_id > $2",
    [here.id, here.sessionId],
  );
  const whole = (await ask(shop().app, "GET", "/customer/sessions", { token: here.accessToken })).json<
    { session_id: string; last_used_on: string }[]
  >();
  assert.equal(whole.length, 7);
  assert.deepEqual(
    whole.map(({ last_used_on }) => last_used_on),
    whole
      .map(({ last_used_on }) => last_used_on)
      .toSorted()
      .toReversed(),
  );
  const walked: unknown[] = [];
  let next: string | undefined = "/customer/sessions?limit=3";
  let pages = 0;
  while (next) {
    const reply = await ask(shop().app, "GET", next, { token: here.accessToken });
    walked.push(...reply.json<unknown[]>());
    next = /<([^>]+)>; rel="next"/.exec(String(reply.headers["link"] ?? ""))?.[1];
    pages += 1;
  }
  assert.deepEqual(walked, whole);
  assert.equal(pages, 3);
});

test("a cursor that is none of ours, and a page too large, are refused", async () => {
  const { accessToken: token } = await signUp(shop().app);
  const made = (parts: unknown) => Buffer.from(JSON.stringify(parts)).toString("base64url");
  for (const cursor of ["x", made([]), made([1]), made(["1", "a"]), made([1e99, "a"]), made([1, 2]), made([1, "%"])]) {
    const reply = await ask(shop().app, "GET", `/customer/sessions?cursor=${cursor}`, { token });
    const { error } = reply.json<{ error: { code: string; field: string } }>();
    assert.deepEqual([reply.statusCode, error.code, error.field], [400, "COM_02", "cursor"], cursor);
  }
  for (const limit of ["0", "1001", "x"])
    assert.equal((await ask(shop().app, "GET", `/customer/sessions?limit=${limit}`, { token })).statusCode, 400);
});
