import assert from "node:assert/strict";
import { test } from "node:test";
import type { App } from "../../src/platform/http/server.ts";
import { isSignedIn, refresh, signIn, signUp, type Entrance, type Member } from "../support/clients/customers.ts";
import { twoServers, withSpoilt, type Parts } from "./servers.ts";
import { trials } from "./trials.ts";

const servers = twoServers({ RATE_LIMIT: "off" });
const clients = 20;

const longAgo = ({ sessionId }: Member, seconds: number) =>
  servers()[0].sql("update session set rotated_at = rotated_at - make_interval(secs => $2) where session_id = $1", [
    sessionId,
    seconds,
  ]);

/** Refreshes from many clients at once with one token; returns the tokens that each of them gets. */
const refreshAtOnce = async (apps: readonly App[], refreshToken: string): Promise<Entrance[]> => {
  const replies = await Promise.all(
    Array.from({ length: clients }, (_, index) => refresh(apps[index % apps.length]!, refreshToken)),
  );
  return replies.map((reply) => {
    assert.equal(reply.statusCode, 200, reply.body);
    return reply.json<Entrance>();
  });
};

test(`twenty refreshes at once leave one lineage, and all clients go on (${trials(20, 3)} times)`, async () => {
  const apps = servers().map(({ app }) => app);
  const member = await signUp(apps[0]!);
  let refreshToken = member.refreshToken;
  for (let turn = 1; turn <= trials(20, 3); turn += 1) {
    const entered = await refreshAtOnce(apps, refreshToken);
    const successors = new Set(entered.map((each) => each.refresh_token));
    assert.equal(successors.size, 1);
    for (const { accessToken } of entered) for (const app of apps) assert.ok(await isSignedIn(app, accessToken));
    const rows = await servers()[0].sql("select generation, ended_at from session where customer_id = $1", [member.id]);
    assert.deepEqual(rows, [{ generation: turn, ended_at: null }]);
    [refreshToken = ""] = successors;
  }
});

/** Returns whether a server refuses a token by the deadline. */
const isRefusedBy = async (app: App, accessToken: string, deadline: number): Promise<boolean> => {
  while (await isSignedIn(app, accessToken)) if (performance.now() > deadline) return false;
  return true;
};

/** Returns which tokens of a session are still valid after one of its used tokens came again after the grace period. */
const goodAfterReuse = async (app: App, everywhere: readonly App[]): Promise<string[]> => {
  const member = await signUp(app);
  const first = (await refresh(app, member.refreshToken)).json<Entrance>();
  const second = (await refresh(app, first.refresh_token)).json<Entrance>();
  await longAgo(member, 11);
  const reused = await refresh(app, first.refresh_token);
  const begun = performance.now();
  const accessTokens = {
    "the first access token": member.accessToken,
    "the second": first.accessToken,
    "the third": second.accessToken,
  };
  const good = reused.statusCode === 401 ? [] : ["the spent token"];
  for (const [name, token] of Object.entries(accessTokens))
    for (const each of everywhere) if (!(await isRefusedBy(each, token, begun + 1000))) good.push(name);
  for (const [name, token] of Object.entries({
    "the first refresh token": member.refreshToken,
    "the last": second.refresh_token,
  }))
    if ((await refresh(app, token)).statusCode !== 401) good.push(name);
  return good;
};

test(`a spent token after the grace ends its descendants everywhere (${trials(20, 3)} times)`, async () => {
  const apps = servers().map(({ app }) => app);
  for (let time = 0; time < trials(20, 3); time += 1) assert.deepEqual(await goodAfterReuse(apps[time % 2]!, apps), []);
});

test("a changed password ends all other sessions on both servers within a second", async () => {
  const [one, other] = servers();
  for (let time = 0; time < trials(10, 2); time += 1) {
    const here = await signUp(one.app);
    const elsewhere = [await signIn(other.app, here), await signIn(one.app, here), await signIn(other.app, here)];
    const reply = await one.app.inject({
      method: "PUT",
      url: "/customer",
      headers: { "user-key": here.accessToken },
      payload: { name: "Ada", email: here.email, password: `another one ${time}` },
    });
    assert.equal(reply.statusCode, 200, reply.body);
    const begun = performance.now();
    for (const { accessToken, refreshToken } of elsewhere) {
      for (const { app } of [one, other]) assert.ok(await isRefusedBy(app, accessToken, begun + 1000));
      assert.equal((await refresh(other.app, refreshToken)).statusCode, 401);
    }
    for (const { app } of [one, other]) assert.ok(await isSignedIn(app, here.accessToken));
  }
});

/** Plants a server that treats every token as one that was used a moment ago. */
const forgiving = ({ db }: Parts): Partial<Parts> => ({
  db: {
    ...db,
    first: async (statement, refusals) =>
      statement.text.includes("rotated_at >=")
        ? ({ created_at: new Date(), epoch: 0, name: "Ada" } as never)
        : db.first(statement, refusals),
  },
});

test("a server that accepts spent tokens or ignores ended sessions is noticed", async () => {
  const { url } = servers()[0];
  assert.deepEqual(await withSpoilt(url, forgiving, (app) => goodAfterReuse(app, [app])), [
    "the spent token",
    "the first access token",
    "the second",
    "the third",
    "the first refresh token",
    "the last",
  ]);
  const unaware = ({ revocation }: Parts) => ({ revocation: { ...revocation, isRevoked: () => false } });
  assert.deepEqual(await withSpoilt(url, unaware, (app) => goodAfterReuse(app, [app])), [
    "the first access token",
    "the second",
    "the third",
  ]);
});
