import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { simpleParser } from "mailparser";
import { pino, type DestinationStream, type Logger } from "pino";
import { readConfig, type Config } from "../../src/platform/config.ts";
import { openLog } from "../../src/platform/log.ts";
import { openShop, type Shop } from "../../src/server/app.ts";
import { operationsOf, readDocument } from "../contract/document.ts";
import { anyEmail, askFreely, type Entrance, type Method, type Reply } from "../support/clients/customers.ts";
import { openFacebook } from "../support/fakes/facebook.ts";
import { cloneDatabase, openTestDatabase } from "../support/servers/shop.ts";

const secret = (kind: string): string => `${kind} ${randomBytes(12).toString("hex")}`;
/** Returns a random card number with a valid check digit. */
const cardNumber = (): string => {
  const digits = `4${Array.from(randomBytes(14), (byte) => byte % 10).join("")}`;
  const sum = [...digits]
    .toReversed()
    .reduce(
      (total, digit, place) => total + (place % 2 ? Number(digit) : Number(digit) * 2 - (Number(digit) > 4 ? 9 : 0)),
      0,
    );
  return digits + String((10 - (sum % 10)) % 10);
};

type Watched = {
  readonly shop: Shop;
  readonly lines: string[];
  readonly secrets: Set<string>;
  readonly facebook: Awaited<ReturnType<typeof openFacebook>>;
  readonly mailFolder: string;
};

type OpenLog = (config: Config, destination: DestinationStream) => Logger;

/** Opens a shop that logs all it can, and collects its lines. */
const watch = async (context: TestContext, open: OpenLog = openLog): Promise<Watched> => {
  const lines: string[] = [];
  const [database, facebook, dataDir] = await Promise.all([
    cloneDatabase(),
    openFacebook(),
    mkdtemp(join(tmpdir(), "selvedge-logs-")),
  ]);
  const config = readConfig({
    LOG_LEVEL: "trace",
    LOG_REQUESTS: "on",
    RATE_LIMIT: "off",
    DATA_DIR: dataDir,
    ...facebook.settings,
  });
  const log = open(config, { write: (line) => void lines.push(line) });
  const shop = await openShop({
    config,
    log,
    databaseUrl: database.url,
    migration: 0,
    db: openTestDatabase(database.url),
  });
  context.after(async () => {
    await shop.close();
    await Promise.all([facebook.close(), database.drop(), rm(dataDir, { recursive: true })]);
  });
  return {
    shop,
    lines,
    facebook,
    mailFolder: join(dataDir, "mail"),
    secrets: new Set([facebook.settings.FACEBOOK_APP_SECRET]),
  };
};

/** Returns a body with every secret that a request can carry, in every field that any operation reads. */
const fullBody = (secrets: Set<string>) => {
  const fresh = {
    password: secret("password"),
    access_token: secret("facebook"),
    refresh_token: secret("refresh"),
    token: secret("mailed"),
    credit_card: cardNumber(),
  };
  for (const value of Object.values(fresh)) secrets.add(value);
  return { name: "Ada", email: anyEmail(), review: "Fits.", rating: 5, ...fresh };
};

/** Calls every operation in every way: correctly, with wrong tokens, as a form, truncated, and far too long. */
const askEverything = async ({ shop: { app }, secrets }: Watched, entrance: Entrance): Promise<number> => {
  const operations = operationsOf(await readDocument(app)).filter(
    ({ method, path, operation }) => operation.security || method !== "GET" || path.startsWith("/customer"),
  );
  const strangers = secret("stranger").replace(" ", ".");
  secrets.add(strangers);
  for (const { method, path } of operations) {
    const url = `${path.replaceAll(/\{\w+\}/g, "2")}?token=${encodeURIComponent(strangers)}`;
    const ask = async (question: object) => void (await askFreely(app, method as Method, url, question));
    if (path !== "/customer" || method !== "DELETE")
      if (!path.endsWith("logout"))
        await ask({ token: entrance.accessToken, body: method === "GET" ? undefined : fullBody(secrets) });
    await ask({
      token: `Bearer ${strangers}`,
      headers: { authorization: `Bearer ${strangers}`, cookie: `session=${strangers}` },
    });
    if (method === "GET") continue;
    await ask({
      form: Object.fromEntries(Object.entries(fullBody(secrets)).map(([name, value]) => [name, String(value)])),
    });
    const text = JSON.stringify(fullBody(secrets));
    const raw = (payload: string) =>
      app.inject({ method: method as Method, url, payload, headers: { "content-type": "application/json" } });
    await raw(text.slice(0, -1));
    await raw(text.replace("}", `,"more":"${"x".repeat(300_000)}"}`));
    await raw(`${text}${text}`);
  }
  return operations.length;
};

/** Makes the database reject a row unexpectedly: the driver's error contains the whole row. */
const meetTheUnforeseen = async ({ shop: { app, db }, secrets, lines }: Watched): Promise<void> => {
  const text = "alter table customer add constraint unforeseen check (name <> 'Unforeseen')";
  await db.all({ kind: "write", name: "", origin: "", text, values: [], row: {} });
  const failed = await askFreely(app, "POST", "/customers", { body: { ...fullBody(secrets), name: "Unforeseen" } });
  assert.equal(failed.statusCode, 500);
  const isLogged = lines.some((line) => line.includes("a request failed") && line.includes("unforeseen"));
  assert.ok(isLogged, "the failure is logged");
};

/** Goes through a customer's life, with correct and wrong requests; returns the tokens of the last session. */
const live = async (watched: Watched): Promise<Entrance> => {
  const { secrets, facebook, mailFolder } = watched;
  const { app } = watched.shop;
  const keep = (reply: Reply): Entrance => {
    assert.equal(reply.statusCode, 200, reply.body);
    const entrance = reply.json<Entrance>();
    for (const token of [entrance.accessToken.replace("Bearer ", ""), entrance.refresh_token])
      secrets.add(token).add(token.split(".").at(-1) ?? "");
    return entrance;
  };
  const ask = (method: Method, url: string, body?: Record<string, unknown>, token?: string) =>
    askFreely(app, method, url, { body, token });
  const first = fullBody(secrets);
  const { name, email, password } = first;
  const opened = keep(await ask("POST", "/customers", { name, email, password }));
  await ask("POST", "/customers/login", { email, password: first.token });
  const entered = keep(await ask("POST", "/customers/login", { email, password }));
  const turned = keep(await ask("POST", "/customers/refresh", { refresh_token: entered.refresh_token }));
  await ask("PUT", "/customers/creditCard", { credit_card: first.credit_card }, turned.accessToken);
  await ask("PUT", "/customers/creditCard", { credit_card: first.credit_card.replace(/.$/, "x") }, turned.accessToken);
  await ask("PUT", "/customer", { ...fullBody(secrets), email }, turned.accessToken);
  await ask("POST", "/customers/logout", {}, opened.accessToken);

  const facebookToken = secret("granted").replace(" ", "");
  secrets.add(facebookToken);
  facebook.grant(facebookToken, { person: { id: "31", name: "Grace", email: anyEmail() } });
  keep(await ask("POST", "/customers/facebook", { access_token: facebookToken }));
  for (const mood of [{ breaks: true }, { status: 500 }, { body: "nonsense" }]) {
    facebook.be(mood);
    assert.equal((await ask("POST", "/customers/facebook", { access_token: facebookToken })).statusCode, 503);
  }

  await meetTheUnforeseen(watched);

  await ask("POST", "/customers/password/forgot", { email });
  for (const mail of await mails(mailFolder))
    secrets.add(/token in it is\s+(\S{20,})/.exec(mail)?.[1] ?? "no token in the mail");
  facebook.be({});
  return keep(await ask("POST", "/customers/facebook", { access_token: facebookToken }));
};

/** Waits until mails are written, and returns their texts. */
const mails = async (folder: string): Promise<string[]> => {
  for (let tries = 0; tries < 100; tries += 1) {
    const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith(".eml"));
    if (names.length > 0)
      return Promise.all(
        names.map(async (name) => (await simpleParser(await readFile(join(folder, name)))).text ?? ""),
      );
    await delay(100);
  }
  throw new Error("No mail was written.");
};

/** Returns the secrets that the log contains. */
const leaked = (lines: readonly string[], secrets: ReadonlySet<string>): string[] => {
  const log = lines.join("\n");
  return [...secrets].filter(
    (each) => log.includes(each) || log.includes(encodeURIComponent(each)) || log.includes(each.replaceAll(" ", "+")),
  );
};

const hash = /\$argon2|\$2[aby]\$/;

test("whatever is asked and whatever fails, the log holds no token, password or card number", async (context) => {
  const watched = await watch(context);
  const entrance = await live(watched);
  const operations = await askEverything(watched, entrance);
  context.diagnostic(`${operations} operations, ${watched.secrets.size} secrets, ${watched.lines.length} lines`);
  assert.ok(watched.lines.length > 50 && watched.secrets.size > 50);
  assert.deepEqual(leaked(watched.lines, watched.secrets), []);
  assert.doesNotMatch(watched.lines.join("\n"), hash);
});

test("a log that tells the driver's errors whole is noticed", async (context) => {
  const watched = await watch(context, ({ logLevel }, destination) => pino({ level: logLevel }, destination));
  await meetTheUnforeseen(watched);
  assert.match(watched.lines.join("\n"), hash);
});

test("a server that writes down what it is asked is noticed", async (context) => {
  const watched = await watch(context);
  const { app } = watched.shop;
  app.addHook("preHandler", async (request) => request.log.info({ asked: JSON.stringify(request.body) }, "asked"));
  const body = fullBody(watched.secrets);
  await askFreely(app, "POST", "/customers", { body });
  assert.deepEqual(leaked(watched.lines, watched.secrets), [body.password]);
});
