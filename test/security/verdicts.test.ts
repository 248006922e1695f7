import assert from "node:assert/strict";
import { test } from "node:test";
import { unavailable } from "../../src/platform/refusal.ts";
import { barrier } from "../support/barrier.ts";
import { anyAddress, anyEmail, askFreely, signUp } from "../support/clients/customers.ts";
import { guess, guessOnce, statuses, untilTold } from "./guesses.ts";
import { twoServers, withSpoilt, type Parts } from "./servers.ts";

const servers = twoServers();
const nothing = async (): Promise<void> => undefined;

const countsOf = async (bucket: string): Promise<number> => {
  const query = "select coalesce(sum(count), 0)::int as sum from attempt_count where bucket like $1";
  return Number((await servers()[0].sql(query, [bucket]))[0]?.["sum"]);
};

const noHashing: Parts["hashing"] = {
  hash: () => Promise.reject(unavailable()),
  verify: () => Promise.resolve(false),
  isOutdated: () => false,
  close: nothing,
};

test("what a busy server refuses counts nowhere, and neither do refusals", async () => {
  const email = anyEmail();
  const address = anyAddress();
  const before = await countsOf("login%");
  const busy: () => Partial<Parts> = () => ({ hashing: { ...noHashing, verify: () => Promise.reject(unavailable()) } });
  await withSpoilt(servers()[0].url, busy, async (app) => {
    for (let count = 0; count < 15; count += 1) assert.equal((await guessOnce(app, email, address)).statusCode, 503);
  });
  assert.equal(await countsOf("login%"), before);

  const [{ app }] = servers();
  const told = [];
  for (let count = 0; count < 25; count += 1) told.push(await guess(app, email, address));
  assert.deepEqual(statuses(told), { 400: 10, 429: 15 });
  assert.equal(await countsOf("login%"), before + 20, "ten of the account and ten of the address");
  const waits = told.slice(10).map(({ headers }) => Number(headers["retry-after"]));
  assert.deepEqual(
    waits,
    waits.toSorted((one, other) => other - one),
    "no refusal prolongs the wait",
  );
});

/**
 * Sends twelve concurrent guesses, the last of them right, whose comparison ends after the others have their replies;
 * returns the status of its reply.
 */
const lateAndRight = async (attempts: (sound: Parts["attempts"]) => Partial<Parts["attempts"]>): Promise<number> => {
  const { email, password: right } = await signUp(servers()[0].app);
  const allAsked = barrier(12);
  const othersTold = Promise.withResolvers<void>();
  let toldCount = 0;
  const slow = (parts: Parts): Partial<Parts> => ({
    attempts: { ...parts.attempts, ...attempts(parts.attempts) },
    hashing: {
      ...noHashing,
      async verify(given) {
        await allAsked();
        if (given !== right) return false;
        await othersTold.promise;
        return true;
      },
    },
  });
  return withSpoilt(servers()[0].url, slow, async (app) => {
    const login = (guessed: string) =>
      askFreely(app, "POST", "/customers/login", { body: { email, password: guessed } });
    const others = Array.from({ length: 11 }, async () => {
      const { statusCode } = await untilTold(() => login("a guess"));
      if (++toldCount === 11) othersTold.resolve();
      return statusCode;
    });
    const [reply, ...told] = await Promise.all([login(right), ...others]);
    assert.deepEqual(
      told.toSorted((one, other) => one - other),
      [...Array<number>(10).fill(400), 429],
    );
    return reply.statusCode;
  });
};

test("a right guess among too many at once is refused as the wrong ones are", async () => {
  assert.equal(await lateAndRight(() => ({})), 429);
  assert.equal(
    await lateAndRight(() => ({ requireRoomInTurn: nothing })),
    200,
    "one that does not look again is noticed",
  );
});
