import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, type AddressInfo } from "node:net";
import { test } from "node:test";
import type { App } from "../../src/platform/http/server.ts";
import { askFreely, isSignedIn, refresh, signUp, type Member } from "../support/clients/customers.ts";
import { testShop } from "../support/servers/shop.ts";
import { forgeries, type Known } from "./forgeries.ts";
import { believing, withSpoilt } from "./servers.ts";

const shop = testShop({ settings: { RATE_LIMIT: "off" } });
const bare = ({ accessToken }: Member): string => accessToken.replace("Bearer ", "");

const known = async (): Promise<Known> => {
  const [ada, bob] = [await signUp(shop().app), await signUp(shop().app)];
  const [row] = await shop().sql("select key_id, secret from signing_key");
  return {
    good: bare(ada),
    another: bare(bob),
    refreshToken: ada.refreshToken,
    key: row?.["secret"] as Buffer,
    keyId: String(row?.["key_id"]),
  };
};

/** Returns the forgeries that a server accepts, whichever header contains them. */
const accepted = async (app: App, forged: Readonly<Record<string, string>>): Promise<string[]> => {
  const names: string[] = [];
  for (const [name, token] of Object.entries(forged))
    for (const headers of [
      { "user-key": `Bearer ${token}` },
      { authorization: `Bearer ${token}` },
      { "user-key": token },
    ]) {
      const { statusCode } = await askFreely(app, "GET", "/customer", { headers });
      if (statusCode !== 401) names.push(`${name}: ${statusCode}`);
    }
  return names;
};

test("of all kinds of forged access tokens none is accepted", async (context) => {
  const given = await known();
  const forged = forgeries(given);
  const count = Object.keys(forged).length;
  context.diagnostic(`${count} kinds in 3 places`);
  assert.ok(count >= 40);
  assert.equal(new Set(Object.values(forged)).size, count);
  assert.ok(!Object.values(forged).includes(given.good));
  assert.deepEqual(await accepted(shop().app, forged), []);
  assert.ok(await isSignedIn(shop().app, `Bearer ${given.good}`));
});

test("no kind of forged access token, nor a good one, is accepted as a refresh token", async () => {
  const given = await known();
  for (const [name, token] of Object.entries({ ...forgeries(given), "a good access token": given.good })) {
    if (name === "a refresh token") continue;
    const reply = await askFreely(shop().app, "POST", "/customers/refresh", { body: { refresh_token: token } });
    assert.equal(reply.statusCode, 401, name);
  }
  assert.equal((await refresh(shop().app, given.refreshToken)).statusCode, 200);
});

test("headers of 16 KB, doubled ones and odd blanks are refused, and the next request is served", async () => {
  const given = await known();
  await shop().app.listen({ port: 0, host: "127.0.0.1" });
  const { port } = shop().app.server.address() as AddressInfo;
  const statusOf = async (...lines: string[]): Promise<string> => {
    const socket = connect(port, "127.0.0.1");
    let answer = "";
    socket.on("data", (part) => (answer += String(part))).on("error", () => undefined);
    socket.write(["GET /customer HTTP/1.1", "host: shop", "connection: close", ...lines, "", ""].join("\r\n"));
    await once(socket, "close");
    return /^HTTP\/1\.1 (\d+)/.exec(answer)?.[1] ?? "none";
  };
  assert.equal(await statusOf(`user-key: Bearer ${given.good}${"A".repeat(17_000)}`), "431");
  assert.equal(await statusOf(`user-key: Bearer ${given.good}`, `user-key: Bearer ${given.another}`), "401");
  assert.equal(await statusOf(`user-key: Bearer ${given.good}`, "user-key: Bearer x"), "401");
  assert.equal(await statusOf(`user-key : Bearer ${given.good}`), "400");
  assert.equal(await statusOf(`user-key: Bearer\r\n ${given.good}`), "400");
  assert.equal(await statusOf(`user-key: Bearer ${given.good}\0`), "400");
  assert.equal(await statusOf(`user-key: Bearer ${given.good}`), "200");
});

test("a server that believes a token's claims, or only its signature, is noticed", async () => {
  const given = await known();
  const credulous = await withSpoilt(
    shop().url,
    ({ accessTokens }) => ({ accessTokens: { ...accessTokens, read: believing } }),
    (app) => accepted(app, forgeries(given)),
  );
  assert.ok(credulous.includes("alg none: 200") && credulous.includes("another key: 200"), credulous.join("\n"));

  const { jwtVerify } = await import("jose");
  const bySignature = async (token: string) => {
    await jwtVerify(token, given.key);
    return believing(token);
  };
  const lax = await withSpoilt(
    shop().url,
    ({ accessTokens }) => ({ accessTokens: { ...accessTokens, read: bySignature } }),
    (app) => accepted(app, forgeries(given)),
  );
  for (const name of ["no exp: 200", "another aud: 200", "another typ: 200", "HS512 with our key: 200"])
    assert.ok(lax.includes(name), `${name}\n${lax.join("\n")}`);
});
