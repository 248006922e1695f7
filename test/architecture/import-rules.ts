import { dirname } from "node:path/posix";
import { arrows, folderOf, hasDoor, isOfStatements, isTest, placeOf } from "./places.ts";
import type { Rule } from "./rules.ts";
import { sourceOf, type Source } from "./source.ts";

const ours = (source: Source) =>
  isTest(source.path) ? [] : source.imports.filter(({ target }) => /^[\w-]+\//.test(target) && target.endsWith(".ts"));

const alongTheArrows: Rule = {
  states: "folders import one another only along the arrows",
  judge: (source) => {
    const from = placeOf(source.path);
    if (from === undefined || isTest(source.path)) return [];
    const reachable = arrows[from];
    if (!reachable) return [`src/${from} has no place in test/architecture/places.ts`];
    return ours(source).flatMap(({ target }) => {
      const to = folderOf(target) ?? target.split("/")[0] ?? "";
      return to === from || reachable.includes(to) ? [] : [`may not import ${target}`];
    });
  },
  planted: [
    sourceOf("src/platform/log.ts", `import { version } from "../server/version.ts";`),
    sourceOf("src/tax/tax.ts", `import type {\n  Reader,\n} from "../orders/index.ts";`),
    sourceOf("src/catalogue/index.ts", `export * from "../cart/index.ts";`),
    sourceOf("src/cart/cart.ts", `const { usage } = await import("../cli/usage.ts");`),
    sourceOf("src/server/app.ts", `import { testShop } from "../support/servers/shop.ts";`),
    sourceOf("src/server/run.ts", `import "../cli/start.ts";`),
    sourceOf("src/server/run.ts", `import { placements } from "../../migrations/placement.ts";`),
    sourceOf("src/gifts/gifts.ts", `import { sql } from "../platform/database/statement.ts";`),
    sourceOf("src/platform/redis/redis.ts", `const { openClient } = await import("../../../extras/redis/index.ts");`),
    sourceOf("extras/redis/index.ts", `import { openShop } from "../../src/server/app.ts";`),
  ],
  admitted: [
    sourceOf("extras/redis/index.ts", `import type { Redis } from "../../src/platform/redis/redis.ts";`),
    sourceOf("src/server/redis.ts", `const { openClient } = await import("../../extras/redis/index.ts");`),
    sourceOf("src/cart/cart.ts", `import { productExists } from "../catalogue/index.ts";`),
    sourceOf("src/cli/start.ts", `import { runShop } from "../server/run.ts";`),
    sourceOf("tools/schema/document.ts", `import { placements } from "../../../migrations/placement.ts";`),
    sourceOf("src/tax/tax.test.ts", `import { testShop } from "../support/servers/shop.ts";`),
  ],
};

const throughTheDoor: Rule = {
  states: "a feature is imported through its index.ts alone",
  judge: (source) =>
    ours(source).flatMap(({ target }) => {
      const to = folderOf(target);
      if (to === undefined || to === folderOf(source.path) || !hasDoor(to) || target === `src/${to}/index.ts`)
        return [];
      return [`imports ${target} past src/${to}/index.ts`];
    }),
  planted: [
    sourceOf("src/server/app.ts", `import { taxRoutes } from "../tax/routes.ts";`),
    sourceOf("src/orders/totals.ts", `import type { TaxRow } from "../tax/queries.ts";`),
    sourceOf("src/cart/cart.ts", `import { wordsOf } from "../catalogue/search/index.ts";`),
  ],
  admitted: [sourceOf("src/tax/routes.ts", `import { taxes } from "./queries.ts";`)],
};

const oneDriver: Rule = {
  states: "only platform/database and platform/embedded-postgres know the driver",
  judge: (source) =>
    isTest(source.path) || /^src\/platform\/(?:database|embedded-postgres)\//.test(source.path)
      ? []
      : source.imports.flatMap(({ target }) => (/^pg(-|$)/.test(target) ? [`imports ${target}`] : [])),
  planted: [
    sourceOf("src/tax/tax.queries.ts", `import pg from "pg";`),
    sourceOf("src/server/run.ts", `import pg, { Client } from 'pg';`),
    sourceOf("src/platform/http/server.ts", `const { Pool } = await import("pg");`),
  ],
  admitted: [sourceOf("src/platform/database/shared.ts", `import pg from "pg";`)],
};

const oneReader: Rule = {
  states: "only import/source knows the driver of MySQL",
  judge: (source) =>
    isTest(source.path) || source.path.startsWith("src/import/source/")
      ? []
      : source.imports.flatMap(({ target }) => (target === "mysql2" ? [`imports ${target}`] : [])),
  planted: [
    sourceOf("src/import/import.ts", `import { createConnection } from "mysql2";`),
    sourceOf("src/cli/import.ts", `const mysql = await import("mysql2/promise");`),
  ],
  admitted: [sourceOf("src/import/source/source.ts", `const { createConnection } = await import("mysql2");`)],
};

const oneRedisClient: Rule = {
  states: "only extras/redis knows the client of Redis",
  judge: (source) =>
    isTest(source.path) || source.path.startsWith("extras/redis/")
      ? []
      : source.imports.flatMap(({ target }) => (target === "ioredis" ? [`imports ${target}`] : [])),
  planted: [
    sourceOf("src/platform/redis/redis.ts", `import { Redis } from "ioredis";`),
    sourceOf("src/server/redis.ts", `const { Cluster } = await import("ioredis");`),
  ],
  admitted: [sourceOf("extras/redis/index.ts", `import { Cluster, Redis } from "ioredis";`)],
};

const oneTracer: Rule = {
  states: "only extras/telemetry knows OpenTelemetry",
  judge: (source) =>
    isTest(source.path) || source.path.startsWith("extras/telemetry/")
      ? []
      : source.imports.flatMap(({ target }) => (target.startsWith("@opentelemetry/") ? [`imports ${target}`] : [])),
  planted: [
    sourceOf("src/platform/http/server.ts", `import { trace } from "@opentelemetry/api";`),
    sourceOf("src/server/telemetry.ts", `const { TracerProvider } = await import("@opentelemetry/sdk-trace");`),
  ],
  admitted: [sourceOf("extras/telemetry/index.ts", `import { trace } from "@opentelemetry/api";`)],
};

const statementFile = "src/platform/database/statement.ts";
const statementTags = ["reads", "writes", "copies"];
const fragmentTags = ["sql", "joined"];

const takesOf = (source: Source): readonly string[] =>
  source.imports.filter(({ target }) => target === statementFile).flatMap(({ names }) => names);

const isReadByQueries = (source: Source, tree: readonly Source[]): boolean =>
  tree.some(
    ({ path, imports }) =>
      isOfStatements(path) &&
      dirname(path) === dirname(source.path) &&
      imports.some(({ target }) => target === source.path),
  );

const statementsInQueries: Rule = {
  states: "statements stand in *.queries.ts, fragments there or in a file that one beside it imports",
  judge: (source, tree) => {
    if (isTest(source.path) || source.path.startsWith("src/platform/database/") || isOfStatements(source.path))
      return [];
    return takesOf(source).flatMap((name) => {
      if (statementTags.includes(name) || name === "*") return [`takes ${name} from ${statementFile}`];
      return fragmentTags.includes(name) && !isReadByQueries(source, tree)
        ? [`holds fragments (${name}) that no *.queries.ts beside it imports`]
        : [];
    });
  },
  planted: [
    sourceOf("src/tax/routes.ts", `import { reads } from "../platform/database/statement.ts";`),
    sourceOf("src/tax/tax.ts", `import { type Read, writes as w } from "../platform/database/statement.ts";`),
    sourceOf("src/cli/fill.ts", `import { copies } from "../platform/database/statement.ts";`),
    sourceOf("src/tax/tax.ts", `import * as statements from "../platform/database/statement.ts";`),
    sourceOf("src/cart/lines.ts", `import { sql } from "../platform/database/statement.ts";`),
  ],
  admitted: [
    sourceOf(
      "src/cart/cart.queries.ts",
      `import { reads } from "../platform/database/statement.ts";\nimport type { Order } from "./order.ts";`,
    ),
    sourceOf("src/cart/order.ts", `import { sql, type Fragment } from "../platform/database/statement.ts";`),
  ],
};

const clientAlone: Rule = {
  states: "the client imports nothing of the shop, and no package but openapi-fetch",
  judge: (source) =>
    source.path.startsWith("packages/client/src/")
      ? source.imports.flatMap(({ target }) =>
          target.startsWith("packages/client/") || target === "openapi-fetch" ? [] : [`imports ${target}`],
        )
      : [],
  planted: [
    sourceOf("packages/client/src/problem.ts", `import { refusals } from "../../../src/platform/refusal.ts";`),
    sourceOf("packages/client/src/session.ts", `import { randomUUID } from "node:crypto";`),
    sourceOf("packages/client/src/shop.ts", `import type { App } from "fastify";`),
  ],
  admitted: [
    sourceOf("packages/client/src/problem.ts", `import type { components } from "./generated/schema.d.ts";`),
    sourceOf("packages/client/src/call.ts", `import createClient from "openapi-fetch";`),
    sourceOf("packages/client/test/shop.ts", `import type { AddressInfo } from "node:net";`),
  ],
};

export const importRules: readonly Rule[] = [
  alongTheArrows,
  throughTheDoor,
  oneDriver,
  oneReader,
  oneRedisClient,
  oneTracer,
  statementsInQueries,
  clientAlone,
];
