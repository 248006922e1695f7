import assert from "node:assert/strict";
import { test } from "node:test";
import { ask, isSignedIn, refresh, signIn, signUp, type Member } from "../../../test/support/clients/customers.ts";
import { openShopOn, testShop } from "../../../test/support/servers/shop.ts";
import { until } from "../../../test/support/until.ts";

const shop = testShop({ settings: { RATE_LIMIT: "off" } });
const planted = 300_000;

/** Inserts sessions as an intruder with the password would leave them over hours; the newest begins now. */
const plant = ({ id }: Pick<Member, "id">, count: number) =>
  shop().sql(
    `insert into session (customer_id, session_id, generation, token_hash, device, address, created_at, last_used_at, expires_at)
     select $1, 'planted-session-' || n, 0, sha256(''), 'x', '192.0.2.1', now() - make_interval(secs => n), now(), now() + interval '30 days'
     from generate_series(1, $2::int) as n`,
    [id, count],
  );

const newPassword = (token: string, { email }: Member, password: string) =>
  ask(shop().app, "PUT", "/customer", { token, body: { name: "Ada", email, password } });

test("ending any number of sessions writes two rows at most, and the kept one goes on", async () => {
  const { app, sql } = shop();
  const here = await signUp(app);
  const elsewhere = await signIn(app, here);
  await plant(here, planted);
  const [before] = await sql("select pg_current_xact_id()::text as id");
  const changed = async () =>
    Number(
      (
        await sql("select count(*) from session where customer_id = $1 and xmin::text::bigint > $2::bigint", [
          here.id,
          before?.["id"],
        ])
      )[0]?.["count"],
    );
  assert.equal((await newPassword(here.accessToken, here, "another one 1")).statusCode, 200);
  assert.equal(await changed(), 1);
  assert.ok(!(await isSignedIn(app, elsewhere.accessToken)));
  assert.equal((await refresh(app, elsewhere.refreshToken)).statusCode, 401);
  assert.ok(await isSignedIn(app, here.accessToken));
  assert.equal((await refresh(app, here.refreshToken)).statusCode, 200);
  const listed = await ask(app, "GET", "/customer/sessions", { token: here.accessToken });
  assert.deepEqual(
    listed.json<{ session_id: string }[]>().map(({ session_id }) => session_id),
    [here.sessionId],
  );

  const again = await signIn(app, { ...here, password: "another one 1" });
  await ask(app, "POST", "/customers/logout?everywhere=true", { token: again.accessToken });
  assert.ok((await changed()) <= 3, `${await changed()} rows changed`);
  for (const { accessToken, refreshToken } of [here, again]) {
    assert.ok(!(await isSignedIn(app, accessToken)));
    assert.equal((await refresh(app, refreshToken)).statusCode, 401);
  }
});

test("a session that began after all others ended goes on, in whatever moment that was", async () => {
  const { app } = shop();
  const here = await signUp(app);
  for (let time = 0; time < 3; time += 1) {
    const old = await signIn(app, here);
    await ask(app, "POST", "/customers/logout?everywhere=true", { token: old.accessToken });
    const fresh = await signIn(app, here);
    assert.deepEqual([await isSignedIn(app, old.accessToken), await isSignedIn(app, fresh.accessToken)], [false, true]);
    assert.equal((await refresh(app, fresh.refreshToken)).statusCode, 200);
  }
});

/** Returns whether a token is refused within one second, in which every server is notified. */
const isSoonOver = async (accessToken: string): Promise<boolean> => {
  const deadline = performance.now() + 1000;
  while (await isSignedIn(shop().app, accessToken)) if (performance.now() > deadline) return false;
  return true;
};

test("a customer has fifty sessions at most: the one that began first ends when another begins", async () => {
  const { app, sql } = shop();
  const stranger = await signUp(app);
  const first = await signUp(app);
  const second = await signIn(app, first);
  await sql("update session set created_at = now() - interval '2 hours' where session_id = $1", [first.sessionId]);
  await sql("update session set created_at = now() - interval '1 hour' where session_id = $1", [second.sessionId]);
  await plant(first, 48);
  assert.ok(await isSignedIn(app, first.accessToken));
  const used = (await refresh(app, first.refreshToken)).json<{ accessToken: string; refresh_token: string }>();
  const last = await signIn(app, first);
  for (const token of [first.accessToken, used.accessToken]) assert.ok(await isSoonOver(token));
  assert.equal((await refresh(app, used.refresh_token)).statusCode, 401);
  for (const { accessToken } of [second, last, stranger]) assert.ok(await isSignedIn(app, accessToken));
  const listed = async () =>
    (await ask(app, "GET", "/customer/sessions", { token: last.accessToken })).json<{ session_id: string }[]>();
  assert.equal((await listed()).length, 50);
  assert.ok(!(await listed()).some(({ session_id }) => session_id === first.sessionId));

  // Expired sessions do not count toward the maximum.
  await sql("update session set expires_at = now() where customer_id = $1 and session_id like 'planted%'", [first.id]);
  await signIn(app, first);
  assert.ok(await isSignedIn(app, second.accessToken));
  assert.equal((await listed()).length, 3);
});

test("so it is when many sign in at once, over two servers", async (context) => {
  const { app, sql, url } = shop();
  const other = await openShopOn(url, { RATE_LIMIT: "off" });
  context.after(() => other.close());
  const member = await signUp(app);
  await plant(member, 48);
  const entered = await Promise.all(
    Array.from({ length: 8 }, (_, index) => signIn(index % 2 ? app : other.app, member)),
  );
  const [row] = await sql("select count(*) from session where customer_id = $1 and ended_at is null", [member.id]);
  assert.equal(Number(row?.["count"]), 50);
  for (const { accessToken } of entered)
    for (const server of [app, other.app]) assert.ok(await isSignedIn(server, accessToken));
});

test("the oldest of fifty sessions ends on every server within a second", async (context) => {
  const { app, sql, url } = shop();
  const other = await openShopOn(url, { RATE_LIMIT: "off" });
  context.after(() => other.close());
  const member = await signUp(app);
  await sql("update session set created_at = now() - interval '2 hours' where session_id = $1", [member.sessionId]);
  await plant(member, 49);
  assert.ok(await isSignedIn(other.app, member.accessToken));
  await signIn(app, member);
  await until(async () => !(await isSignedIn(other.app, member.accessToken)), 1000, "the other server hears of it");
  assert.ok(await isSoonOver(member.accessToken));
  for (const server of [app, other.app]) assert.equal((await refresh(server, member.refreshToken)).statusCode, 401);
});
