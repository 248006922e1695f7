import assert from "node:assert/strict";
import { randomInt } from "node:crypto";
import { test, type TestContext } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import type { App } from "../../src/platform/http/server.ts";
import { unlimited } from "../../src/platform/limits/attempts.ts";
import { anyEmail, askFreely, signUp, type Reply } from "../support/clients/customers.ts";
import { testShop } from "../support/servers/shop.ts";
import { withSpoilt } from "./servers.ts";
import { chance, separation } from "./timing.ts";
import { isThorough, trials } from "./trials.ts";

const shop = testShop({ settings: { RATE_LIMIT: "off" } });
const samples = trials(200, 40);
/** With 200 samples of each kind, the figure deviates by 0.029 by chance; with fewer, the tolerance is larger. */
const room = isThorough ? 0.06 : 3.5 * chance(samples, samples);
const measurements = 3;
/** Enough samples to see a difference of whole milliseconds. */
const few = 40;

type Kinds = { readonly known: string[]; readonly unknown: string[] };
type Ask = (app: App, email: string) => Promise<Reply>;

const asLogin: Ask = (app, email) =>
  askFreely(app, "POST", "/customers/login", { body: { email, password: "not the one" }, address: "192.0.2.1" });
const asForgetful: Ask = (app, email) =>
  askFreely(app, "POST", "/customers/password/forgot", { body: { email }, address: "192.0.2.1" });

/** Returns what a reply reveals, without what is new in every reply. */
const toldBy = ({ statusCode, body, headers }: Reply): string =>
  JSON.stringify([
    statusCode,
    body,
    Object.entries(headers).filter(([name]) => !["date", "x-request-id"].includes(name)),
  ]);

/**
 * Sends requests for known and unknown addresses in turn; returns the different replies, and how well times tell the
 * addresses apart.
 */
const measure = async (
  app: App,
  ask: Ask,
  { known, unknown }: Kinds,
): Promise<{ told: Set<string>; separation: number }> => {
  const told = new Set<string>();
  const times: Record<keyof Kinds, number[]> = { known: [], unknown: [] };
  const timed = async (kind: keyof Kinds, email: string): Promise<void> => {
    const begun = performance.now();
    const reply = await ask(app, email);
    times[kind].push(performance.now() - begun);
    told.add(toldBy(reply));
  };
  for (const index of unknown.keys()) {
    const pair = [
      ["known", known[index % known.length]!],
      ["unknown", unknown[index]!],
    ] as const;
    for (const [kind, email] of randomInt(2) ? pair : pair.toReversed()) await timed(kind, email);
  }
  return { told, separation: separation(times.known, times.unknown) };
};

const unknownAddresses = (count: number): string[] => Array.from({ length: count }, anyEmail);
const knownAddresses = async (): Promise<string[]> =>
  (await Promise.all(Array.from({ length: 20 }, () => signUp(shop().app)))).map(({ email }) => email);

/** Measures again on a noisy machine, and reports all figures. */
const cannotBeTold = async (context: TestContext, ask: Ask, known: string[]): Promise<void> => {
  const figures: number[] = [];
  for (let time = 1; time <= measurements; time += 1) {
    const { told, separation } = await measure(shop().app, ask, { known, unknown: unknownAddresses(samples) });
    assert.equal(told.size, 1, [...told].join("\n"));
    figures.push(separation);
    if (Math.abs(separation - 0.5) <= room) break;
  }
  context.diagnostic(
    `${samples} + ${samples} by turns: AUC ${figures.map((figure) => figure.toFixed(3)).join(", then ")}`,
  );
  assert.ok(Math.abs(figures.at(-1)! - 0.5) <= room, String(figures));
};

test("a login tells nobody who shops here: not by its words, not by its time", async (context) => {
  await cannotBeTold(context, asLogin, await knownAddresses());
});

test("so it is for asking for a new password", async (context) => {
  await cannotBeTold(context, asForgetful, await knownAddresses());
});

test("a login that is quick or words things otherwise for unknown addresses is noticed", async () => {
  const known = await knownAddresses();
  const hasty = await withSpoilt(
    shop().url,
    ({ hashing }) => ({
      attempts: unlimited,
      hashing: {
        ...hashing,
        // The extra time for a known address is larger than the fluctuations of a busy machine.
        verify: async (password, stored) => {
          if (!stored) return false;
          await delay(100);
          return hashing.verify(password, stored);
        },
      },
    }),
    (app) => measure(app, asLogin, { known, unknown: unknownAddresses(few) }),
  );
  assert.ok(hasty.separation > 0.9, String(hasty.separation));

  const talkative: Ask = async (app, email) => {
    const reply = await asLogin(app, email);
    return known.includes(email) ? reply : Object.assign(reply, { headers: { ...reply.headers, "x-hint": "nobody" } });
  };
  assert.equal((await measure(shop().app, talkative, { known, unknown: unknownAddresses(few) })).told.size, 2);
});
