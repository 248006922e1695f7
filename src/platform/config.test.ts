import assert from "node:assert/strict";
import { test } from "node:test";
import { notObeyed, readConfig, WrongSettings } from "./config.ts";
import { postgresAddresses } from "./postgres-address.ts";

test("a currency without hundredths is refused, for its prices would be charged a hundredfold", () => {
  for (const currency of ["USD", "eur", "GBP", "HUF"])
    assert.equal(readConfig({ CURRENCY: currency }).currency, currency);
  for (const currency of ["JPY", "krw", "KWD", "MGA"])
    assert.throws(
      () => readConfig({ CURRENCY: currency }),
      (error) =>
        error instanceof WrongSettings &&
        error.message.startsWith(`CURRENCY is "${currency}", which has no hundredths`),
      currency,
    );
  assert.throws(() => readConfig({ CURRENCY: "ABC" }), /CURRENCY is "ABC", and no currency has that code/);
  assert.throws(() => readConfig({ CURRENCY: "Euro" }), /CURRENCY is "Euro": it must be three letters/);
});

test("an address whose password holds a reserved character is refused without the password", () => {
  for (const name of ["DATABASE_URL", "DATABASE_READ_URLS", "DATABASE_READ_URL", "DATABASE_MIGRATE_URL"])
    assert.throws(
      () => readConfig({ [name]: "postgres://selvedge:se#cret/x@db.example/shop" }),
      (error) =>
        error instanceof WrongSettings &&
        error.message.startsWith(`${name} is not usable: in a user's name or a password write`) &&
        !error.message.includes("cret"),
      name,
    );
});

test("each of several addresses of replicas is looked at, with commas or blanks between them", () => {
  const [one, other] = ["postgres://shop:a,b@db2.example/shop", "postgresql://db3.example:5433/shop"];
  for (const between of [",", " ", ", ", "\n"])
    assert.deepEqual(postgresAddresses(`${one}${between}${other}`), [one, other]);
  assert.deepEqual(postgresAddresses(""), []);
  const primary = { DATABASE_URL: "postgres://db1.example/shop" };
  assert.throws(
    () => readConfig({ ...primary, DATABASE_READ_URLS: `${one}, postgres://db4.example:70000/shop` }),
    /DATABASE_READ_URLS is not usable: its port must be from 1 to 65535\./,
  );
});

const faultsOf = (environment: Record<string, string>): string[] => {
  try {
    readConfig(environment);
    return [];
  } catch (error) {
    assert.ok(error instanceof WrongSettings);
    return error.message.split("\n");
  }
};

test("each network of proxies is looked at, and everybody is none", () => {
  for (const right of ["10.0.0.0/8", "127.0.0.1", "::1, fd00::/8", "10.0.0.0/32,fe80::/128", "::ffff:10.0.0.0/104"])
    assert.equal(readConfig({ TRUST_PROXY: right }).trustProxy, right);
  assert.deepEqual(faultsOf({ TRUST_PROXY: "10.0.0.0/33, 300.1.1.1, 127.0.0.1, fd00::/129, loopback, 10.0.0.0/8/8" }), [
    'TRUST_PROXY holds "10.0.0.0/33", whose prefix is too long: it may be from 1 to 32.',
    'TRUST_PROXY holds "300.1.1.1", which is no address and no network: write one like 10.0.0.5 or 10.0.0.0/8.',
    'TRUST_PROXY holds "fd00::/129", whose prefix is too long: it may be from 1 to 128.',
    'TRUST_PROXY holds "loopback", which is no address and no network: write one like 10.0.0.5 or 10.0.0.0/8.',
    'TRUST_PROXY holds "10.0.0.0/8/8", which is no address and no network: write one like 10.0.0.5 or 10.0.0.0/8.',
  ]);
  for (const everybody of ["0.0.0.0/0", "::/0", "10.0.0.0/00"])
    assert.match(faultsOf({ TRUST_PROXY: everybody }).join(), /which is everybody.*write the proxies' own addresses/);
});

test("an origin is kept as browsers name it, and refused where none does", () => {
  for (const [given, kept] of [
    ["https://shop.example/", "https://shop.example"],
    ["HTTPS://Shop.Example:443 , http://localhost:5173//", "https://shop.example,http://localhost:5173"],
    ["capacitor://localhost", "capacitor://localhost"],
    ["*", "*"],
  ] as const)
    assert.equal(readConfig({ CORS_ORIGINS: given }).corsOrigins, kept);
  for (const wrong of ["shop.example", "https://shop.example/shop", "//shop.example", "null"])
    assert.deepEqual(faultsOf({ CORS_ORIGINS: `https://other.example, ${wrong}` }), [
      `CORS_ORIGINS holds "${wrong}", which no browser calls itself: write scheme and host without a path, such as https://shop.example.`,
    ]);
});

test("NODE_ENV means production however it is written", () => {
  for (const production of ["Production", "PRODUCTION "])
    assert.match(faultsOf({ NODE_ENV: production }).join(), /^No STRIPE_SECRET_KEY is set with NODE_ENV=production/);
});

test("an address with a port that no machine has is refused for its port", () => {
  for (const [name, address] of [
    ["DATABASE_URL", "postgres://selvedge:secret@db.example:99999/shop"],
    ["DATABASE_READ_URL", "postgres://db.example:70000"],
    ["SMTP_URL", "smtp://user:12345@mail.example:99999"],
    ["SMTP_URL", "smtps://mail.example:99999/"],
    ["STOREFRONT_URL", "https://shop.example:99999"],
    ["STRIPE_API_BASE", "http://localhost:99999/v1"],
  ] as const)
    assert.deepEqual(faultsOf({ DATABASE_URL: "postgres://db.example", [name]: address }), [
      `${name} is not usable: its port must be from 1 to 65535.`,
    ]);
  assert.match(faultsOf({ SMTP_URL: "smtp://user:p#ss@mail.example" }).join(), /^SMTP_URL is not usable: in a user's/);
});

test("keys of Stripe are known by how they begin, and never repeated", () => {
  const keys = { STRIPE_SECRET_KEY: " sk_test_1\n", STRIPE_WEBHOOK_SECRET: "whsec_1 " };
  const { stripeSecretKey, stripeWebhookSecret } = readConfig(keys);
  assert.deepEqual([stripeSecretKey, stripeWebhookSecret], ["sk_test_1", "whsec_1"]);
  assert.deepEqual(faultsOf({ STRIPE_SECRET_KEY: "pk_test_1", STRIPE_WEBHOOK_SECRET: "we_1" }), [
    "STRIPE_SECRET_KEY is not usable: it must be a key that begins with sk_ or rk_.",
    "STRIPE_WEBHOOK_SECRET is not usable: it must be a secret that begins with whsec_.",
  ]);
  assert.equal(faultsOf({ STRIPE_SECRET_KEY: "whsec_1", STRIPE_WEBHOOK_SECRET: "sk_test_1" }).length, 2);
});

test("blanks and brackets around the address to listen on are no part of it", () => {
  for (const [given, kept] of [
    [" 0.0.0.0 ", "0.0.0.0"],
    ["[::1]", "::1"],
    ["   ", "127.0.0.1"],
  ] as const)
    assert.equal(readConfig({ HOST: given }).host, kept);
});

test("what cannot work is refused in one sentence that names the setting", () => {
  const wrong: Readonly<Record<string, readonly string[]>> = {
    PORT: ["0x10", "1e3", "3000.5", "65536", "-1"],
    HOST: ["a b", "http://x", "localhost:3000", "*", "256.1.1.1", ":", "::::"],
    METRICS_PORT: ["0x10", "65536", "-1", "3000"],
    METRICS_HOST: ["a b", "http://x", "localhost:3000", "*"],
    DATA_DIR: ["~/shop", '"/var/lib/shop"'],
    PICTURES_DIR: ["~", "'/var/pictures'"],
    NODE_ENV: ['"production"', "'test'"],
    OIDC_ISSUER: ["https://accounts.google.com"],
    OIDC_CLIENT_ID: ["1"],
    OIDC_CLIENT_SECRET: ["1"],
    OIDC_NAME: ["a\nb", "x".repeat(101)],
    JWT_SECRET: [
      "short",
      "0123456789abcdef0123456789abcdef,",
      "0123456789abcdef0123456789abcdef, fedcba9876543210fedcba9876543210",
    ],
    RATE_LIMIT_PER_MINUTE: ["0x10", "1e3", "Infinity"],
    SHUTDOWN_DELAY_SECONDS: ["0x1", "2,5"],
    DATABASE_URL: ["mysql://u@h/d", "h/d", "postgres://u:p%zz@h/d", "postgres://u@h:0/d", "'postgres://u@h/d'"],
    DATABASE_READ_URLS: ["postgres://u@h/d"],
    DATABASE_READ_URL: ["postgres://u@h/d"],
    REPLICA_LAG_MAX_MS: ["499", "1e3"],
    DATABASE_MIGRATE_URL: ["postgres://u@h/d"],
    CORS_ORIGINS: ["https://*.example.com", "https://a.b:99999"],
    STOREFRONT_URL: ["shop.example", "https://", "https://shop.example/?from=mail"],
    SMTP_URL: ["mail.example:25", "smtp:///", "smtps://host:0", "smtp://user:p@ss@host:abc", "smtp://user:12#34@host"],
    MAIL_FROM: ["shop:a@b", "Shop <a(b)@c>", '"a"@b', "a@b.", "a@-", "a@b..c", "Shop a@b", "a@b,c@d"],
    OWNER_EMAIL: ["a@b@c", "mailto:a@b", "Me <a@b.c>", "a@b."],
    FACEBOOK_APP_ID: ["1"],
    FACEBOOK_APP_SECRET: ["1"],
    SHOP_NAME: ["a\nb", "\u200b", '"Shop"', "“Shop”"],
  };
  for (const [name, values] of Object.entries(wrong))
    for (const value of values) {
      const faults = faultsOf({ [name]: value });
      assert.equal(faults.length, 1, `${name} ${value}: ${faults.join("; ")}`);
      assert.match(faults[0] ?? "", new RegExp(`\\b${name}\\b.*\\.$`));
    }
});

test("an address of a database says which, and how it is encrypted, in words that are known", () => {
  const faultOf = (address: string): string =>
    faultsOf({ DATABASE_URL: address }).join("; ").replace("DATABASE_URL is not usable: ", "");
  const noHost = "it names no host: write an address like postgres://user:password@host:5432/name.";
  const modes = "its sslmode must be one of disable, prefer, require, verify-ca, verify-full, no-verify.";
  const cut = "in a user's name or a password write # as %23, / as %2F, ? as %3F and @ as %40.";
  for (const [wrong, fault] of [
    ["postgres://", noHost],
    ["postgres:///shop", noHost],
    ["postgres:///shop?sslmode=disable", noHost],
    ["postgres://u@h/d?sslmode=foo", modes],
    ["postgres://u@h/d?sslmode=allow", modes],
    ["postgres://u@h/d?sslmode=", modes],
    ["postgres://u@h/d?sslMode=require", "write sslmode in small letters there."],
    ["postgres://u@h/d?ssl=false", "its ssl must be one of true, 1, 0."],
    ["postgres://u@h/d?sslrootcert=/nowhere/ca.pem", "its sslrootcert is no file that can be read."],
    ["postgres://one,,two/d", noHost],
    ["postgres://one:5432,two:0/d", "its port must be from 1 to 65535."],
    ["postgres:///d?host=one,two", "it names several hosts, and one is asked for."],
    [
      "postgres://one/d?target_session_attrs=any",
      "its target_session_attrs must be read-write: the shop needs the primary.",
    ],
    ["postgres://u@h/d?port=abc", "its port must be from 1 to 65535."],
    ["postgres://u@h/%ff", "in the database's name write % as %25."],
    ["postgres://u:12#34@h/d", cut],
    ["postgres://u:12/34@h/d", cut],
    ["postgres://u:12?34@h/d", cut],
  ] as const)
    assert.equal(faultOf(wrong), fault, wrong);
  for (const right of [
    "postgres://h",
    "postgres://u:p@one:5432,two:5433,[::1]:5434/d?target_session_attrs=read-write",
    "postgresql://u:p@h:5433/d?sslmode=verify-full",
    "postgres://u@h/d?sslmode=no-verify&channel_binding=require",
    "postgres://u@h/d?ssl=true",
    "postgres:///d?host=/var/run/postgresql",
    "postgres://u@%2Ftmp/d",
    "postgres://u@[::1]:5432/d",
  ])
    assert.equal(faultOf(right), "", right);
});

test("an interface of this machine may be named with the address to listen on", () => {
  const { host, storefrontUrl } = readConfig({ HOST: "fe80::1%eth0" });
  assert.deepEqual([host, storefrontUrl], ["fe80::1%eth0", "http://[fe80::1]:3000"]);
});

test("keys of Stripe are what headers can carry", () => {
  const whole = { STRIPE_SECRET_KEY: "sk_test_1", STRIPE_WEBHOOK_SECRET: "whsec_1" };
  for (const wrong of [{ STRIPE_SECRET_KEY: "sk_test_1…" }, { STRIPE_WEBHOOK_SECRET: "whsec_é" }])
    assert.equal(faultsOf({ ...whole, ...wrong }).length, 1, JSON.stringify(wrong));
});

test("a process for jobs alone needs a database that other servers reach too", () => {
  assert.deepEqual(faultsOf({ WORKER: "only" }), [
    "WORKER is only, without DATABASE_URL: other servers must reach the database whose jobs this one runs.",
  ]);
  assert.equal(readConfig({ WORKER: "only", DATABASE_URL: "postgres://u@h/d" }).worker, "only");
});

test("blanks around a setting are no part of it", () => {
  const { port, databaseUrl, shopName } = readConfig({
    PORT: " 3001 ",
    DATABASE_URL: " postgres://u@h/d\n",
    SHOP_NAME: "  ",
  });
  assert.deepEqual([port, databaseUrl, shopName], [3001, "postgres://u@h/d", "Selvedge"]);
});

test("without a storefront, links in mails lead to the server itself", () => {
  for (const [given, url] of [
    [{}, "http://localhost:3000"],
    [{ PORT: "4301" }, "http://localhost:4301"],
    [{ PORT: "80", HOST: "0.0.0.0" }, "http://localhost"],
    [{ HOST: "192.168.1.5" }, "http://192.168.1.5:3000"],
    [{ HOST: "fd00::5" }, "http://[fd00::5]:3000"],
    [{ HOST: "[::]" }, "http://localhost:3000"],
    [{ PORT: "4301", STOREFRONT_URL: "https://shop.example/#" }, "https://shop.example/#"],
  ] as const)
    assert.equal(readConfig(given).storefrontUrl, url);
});

test("a name that is nearly a setting's is told with the one that is meant", () => {
  const told = (...names: string[]) => notObeyed(Object.fromEntries(names.map((name) => [name, "x"])));
  assert.deepEqual(
    told("DATBASE_URL", "RATE_LIMT", "CORS_ORIGIN", "HOTS", "smtp_url", "STRIPE_SECRET").map((text) =>
      text.replace(/ is no setting.* mean /, " "),
    ),
    [
      "DATBASE_URL DATABASE_URL?",
      "RATE_LIMT RATE_LIMIT?",
      "CORS_ORIGIN CORS_ORIGINS?",
      "HOTS HOST?",
      "smtp_url SMTP_URL?",
    ],
  );
  assert.deepEqual(told("PATH", "HOME", "HOSTNAME", "USER", "PWD", "LANG", "TEST_DATABASE_URL", "NODE_OPTIONS"), []);
  assert.deepEqual(told("DATABASE_URL", "DATBASE_URL"), [], "what is meant is set");
});

test("the address of a service that Kubernetes sets in a setting's name is not obeyed, and told", () => {
  const links = {
    DATABASE_PORT: "tcp://10.96.0.5:5432",
    DATABASE_PORT_5432_TCP: "tcp://10.96.0.5:5432",
    DATABASE_SERVICE_HOST: "10.96.0.5",
    DATABASE_SERVICE_PORT: "5432",
  };
  assert.equal(readConfig(links).databasePort, 0);
  assert.equal(readConfig({ ...links, DATABASE_URL: "postgres://u@h/d" }).databaseUrl, "postgres://u@h/d");
  assert.deepEqual(notObeyed(links), [
    "DATABASE_PORT is tcp://10.96.0.5:5432, as Kubernetes sets it for a service of that name: it is not obeyed.",
  ]);
  assert.match(faultsOf({ DATABASE_URL: "tcp://10.96.0.5:5432" }).join(), /^DATABASE_URL is not usable/);
  assert.match(
    faultsOf({ DATABASE_PORT: "10.96.0.5:5432" }).join(),
    /^DATABASE_PORT is "10\.96\.0\.5:5432": it must be/,
  );
});

test("a key of few repeated characters is refused without being told", () => {
  const good = "0123456789abcdef0123456789abcdef";
  for (const secret of ["a".repeat(32), "ab".repeat(40), "secret".repeat(8), `${good},${"x".repeat(32)}`])
    assert.throws(
      () => readConfig({ JWT_SECRET: secret }),
      ({ message }: Error) =>
        message.startsWith("JWT_SECRET is not usable: a key of fewer than 6") && !message.includes(secret),
    );
  for (const secret of [good, "31415926535897932384626433832795", `${good},another key of enough characters`])
    assert.equal(readConfig({ JWT_SECRET: secret }).jwtSecret, secret);
});
