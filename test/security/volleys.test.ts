import assert from "node:assert/strict";
import { randomInt } from "node:crypto";
import { test, type TestContext } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import bcrypt from "bcryptjs";
import type { App } from "../../src/platform/http/server.ts";
import { dummyHash } from "../../src/customers/passwords/parameters.ts";
import { anyAddress, anyEmail, askFreely, type Reply } from "../support/clients/customers.ts";
import { testShop } from "../support/servers/shop.ts";
import { withSpoilt } from "./servers.ts";
import { chance, separation } from "./timing.ts";
import { isThorough, trials } from "./trials.ts";

// The limits are on, because their headers are part of the replies.
const shop = testShop();
/** Number of bursts of each kind; fewer leave more room for chance. 300 take some minutes. */
const volleys = Number(process.env["VOLLEYS"]) || trials(30, 10);
const atOnce = 8;
/** AUC 0.44 to 0.56 takes 300 bursts of each kind, which deviate by 0.024 by chance alone; 30 deviate by 0.075. */
const room = isThorough ? 2.5 * chance(volleys, volleys) : 3.5 * chance(volleys, volleys);
const measurements = 3;

const kinds = ["imported", "ours", "nobody"] as const;
type Kind = (typeof kinds)[number];

/** Returns what replies reveal: the same in each burst, in whatever order its eight requests were answered. */
const toldBy = (replies: readonly Reply[]): string =>
  JSON.stringify(
    replies
      .map(({ statusCode, body, headers }) =>
        JSON.stringify([
          statusCode,
          body,
          // The limit's end is given in seconds, of which a burst may see several.
          Object.entries(headers)
            .filter(([name]) => !["date", "x-request-id", "x-ratelimit-reset"].includes(name))
            .map(([name, value]) => [name, String(value).replaceAll(/;t=\d+/g, "")]),
        ]),
      )
      .toSorted((one, other) => one.localeCompare(other)),
  );

const importedHash = bcrypt.hashSync("from the old shop", 9);
/** A hash of the shop's own algorithm, of a password that nobody sends. */
const ourHash = dummyHash;

/** Creates an account with this hash. */
const accountWith = async (hash: string): Promise<string> => {
  const email = anyEmail();
  await shop().sql(
    `with numbered as (select nextval('customer_number') as customer_id),
      known as (insert into customer_email (email_key, customer_id) select $1, customer_id from numbered)
    insert into customer (customer_id, name, email, password_hash, created_at) select customer_id, 'Ada', $1, $2, now() from numbered`,
    [email, hash],
  );
  return email;
};

/** Returns an email address of each kind for each burst: no limit is ever reached. */
const prepared = async (count: number): Promise<Record<Kind, string>[]> => {
  const emails = [];
  for (let each = 0; each < count; each += 1)
    emails.push({
      imported: await accountWith(importedHash),
      ours: await accountWith(ourHash),
      nobody: anyEmail(),
    });
  return emails;
};

type Measured = { readonly told: Set<string>; readonly times: Record<Kind, number[]> };

/**
 * Sends bursts of wrong guesses in turn, each from its own network address, and measures the time of each whole burst.
 */
const measure = async (app: App, emails: readonly Record<Kind, string>[]): Promise<Measured> => {
  const told = new Set<string>();
  const times: Record<Kind, number[]> = { imported: [], ours: [], nobody: [] };
  for (const each of emails) {
    const first = randomInt(kinds.length);
    for (const offset of kinds.keys()) {
      const kind = kinds[(first + offset) % kinds.length]!;
      const address = anyAddress();
      const begun = performance.now();
      const replies = await Promise.all(
        Array.from({ length: atOnce }, () =>
          askFreely(app, "POST", "/customers/login", { body: { email: each[kind], password: "not it" }, address }),
        ),
      );
      times[kind].push(performance.now() - begun);
      told.add(toldBy(replies));
    }
  }
  return { told, times };
};

const figuresOf = ({ imported, ours, nobody }: Record<Kind, number[]>) => ({
  imported: separation(imported, nobody),
  ours: separation(ours, nobody),
});

const tells = (context: TestContext, figures: readonly ReturnType<typeof figuresOf>[]): void =>
  context.diagnostic(
    `${volleys} volleys of ${atOnce} each: AUC ${figures.map(({ imported, ours }) => `imported ${imported.toFixed(3)}, ours ${ours.toFixed(3)}`).join("; then ")}`,
  );

test("eight guesses at once tell nobody who shops here, nor whose account was imported", async (context) => {
  const figures: ReturnType<typeof figuresOf>[] = [];
  const isHidden = (): boolean =>
    Object.values(figures.at(-1) ?? { none: 1 }).every((one) => Math.abs(one - 0.5) <= room);
  for (let time = 1; time <= measurements && !isHidden(); time += 1) {
    // A server may learn that there are imported hashes from the first login with one.
    await measure(shop().app, await prepared(1));
    const { told, times } = await measure(shop().app, await prepared(volleys));
    assert.equal(told.size, 1, [...told].join("\n"));
    figures.push(figuresOf(times));
  }
  tells(context, figures);
  assert.ok(isHidden(), JSON.stringify(figures));
});

test("a server that only waits for as long as an imported hash takes is noticed", async (context) => {
  const emails = await prepared(6);
  const lone = { none: 0 };
  const kept = 150;
  const { times } = await withSpoilt(
    shop().url,
    ({ hashing }) => ({
      hashing: {
        ...hashing,
        // One thread compares the imported hashes one after the other; all other logins only wait as long as one takes.
        verify: async (password, stored) => {
          if (!stored?.startsWith("$2")) {
            await delay(kept);
            return false;
          }
          const before = lone.none;
          lone.none = Math.max(performance.now(), before) + kept;
          await delay(lone.none - performance.now());
          return password === stored;
        },
      },
    }),
    (app) => measure(app, emails),
  );
  const { imported } = figuresOf(times);
  context.diagnostic(`AUC ${imported.toFixed(3)}`);
  assert.ok(imported > 0.9, String(imported));
});
