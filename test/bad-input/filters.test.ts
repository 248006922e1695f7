import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { mostPrepared } from "../../src/platform/database/connection.ts";
import { row, integer } from "../../src/platform/database/columns.ts";
import { reads } from "../../src/platform/database/statement.ts";
import { crowd, upTo } from "../support/crowd.ts";
import { startProgram } from "../support/servers/program.ts";
import { testShop } from "../support/servers/shop.ts";

/** Number of filters that are requested; `FILTERS=30000` requests all, and also checks the server's memory. */
const wished = Number(process.env["FILTERS"] ?? 400);
const isFull = process.env["FILTERS"] !== undefined;
const moreAttributes = 20;
const mostMegabytes = { ofBackend: 30, ofServer: 350 };

const shop = testShop({
  async prepare({ sql }) {
    await sql(`insert into attribute (name) select 'Extra ' || n from generate_series(1, ${moreAttributes}) as n`);
    await sql(
      `insert into attribute_value (attribute_id, value) select attribute_id, 'one' from attribute where name like 'Extra %'`,
    );
  },
});

const sorts = ["name", "name,DESC", "price", "price,DESC", "newest", "newest,ASC", "relevance", "relevance,ASC"];
const words = "flower river owl barge heart snow cat garden lily horse bird".split(" ");

const parts = { department_id: "2", category_id: "4", price_min: "12", price_max: "20" };
/** Every subset of the parts. */
const everyChoice = upTo(2 ** Object.keys(parts).length).map((choice) =>
  Object.entries(parts).filter((_part, place) => Math.floor(choice / 2 ** place) % 2 === 1),
);

const filterOf = (said: number, valueIds: readonly number[], sort: string, chosen: [string, string][]): string => {
  const query = new URLSearchParams([...chosen, ["sort", sort], ["limit", "1"], ["all_words", "off"]]);
  if (said > 0) query.set("query_string", words.slice(0, said).join(" "));
  if (valueIds.length > 0) query.set("attribute_value_id", valueIds.join(","));
  return `/products?${query}`;
};

/** Returns URLs with every subset of the parts in every sort order, with more and more words and attributes. */
const everyFilter = (valueIds: readonly number[]): string[] =>
  upTo(valueIds.length + 1).flatMap((groups) =>
    upTo(words.length + 1).flatMap((said) =>
      sorts.flatMap((sort) => everyChoice.map((chosen) => filterOf(said, valueIds.slice(0, groups), sort, chosen))),
    ),
  );

const prepared = () => reads(row({ prepared: integer }))`select count(*) as prepared from pg_prepared_statements`;

/** Returns the private memory of each database process in megabytes; empty when the database is on another machine. */
const memoryOfBackends = async (): Promise<number[]> => {
  const found = await shop().sql(
    "select pid from pg_stat_activity where datname = current_database() and application_name = 'selvedge'",
  );
  return found.flatMap(({ pid }) => {
    try {
      const [, kilobytes] = /RssAnon:\s*(\d+) kB/.exec(readFileSync(`/proc/${Number(pid)}/status`, "utf8")) ?? [];
      return kilobytes === undefined ? [] : [Number(kilobytes) / 1024];
    } catch {
      return [];
    }
  });
};

/**
 * The shop that gets the requests: that of this process or, when memory is measured, the program as its owner runs it.
 */
type Asked = { readonly get: (url: string) => Promise<Reply>; readonly pid: number; readonly end: () => Promise<void> };
type Reply = { readonly status: number; readonly body: string };

const openProgram = async (): Promise<Asked> => {
  const settings = { WORKER: "off", RATE_LIMIT: "off", LOG_LEVEL: "silent" };
  const program = await startProgram({ ...settings, DATABASE_URL: shop().url });
  return {
    get: async (url) => {
      const reply = await fetch(`${program.url}${url}`);
      return { status: reply.status, body: await reply.text() };
    },
    pid: program.pid,
    end: () => program.end("SIGKILL"),
  };
};

const ownShop: Asked = {
  get: async (url) => {
    const { statusCode: status, body } = await shop().app.inject(url);
    return { status, body };
  },
  pid: process.pid,
  end: async () => undefined,
};

const memoryOf = (pid: number): number =>
  Number(/VmRSS:\s*(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) / 1024;

test(`${wished} ways of filtering leave the database and the server as large as before`, async (context) => {
  const { sql, db } = shop();
  const values = await sql("select attribute_value_id from attribute_value where value = 'one' order by 1");
  const urls = everyFilter(values.map((value) => Number(value["attribute_value_id"])));
  const asked = urls.filter(
    (_, index) => Math.floor((index * wished) / urls.length) !== Math.floor(((index + 1) * wished) / urls.length),
  );
  assert.equal(asked.length, Math.min(wished, urls.length));
  const server = isFull ? await openProgram() : ownShop;
  try {
    await server.get("/products?query_string=owl&price_min=3");
    const before = Math.max(0, ...(await memoryOfBackends()));
    let most = 0;
    for (let first = 0; first < asked.length; first += 100) {
      await crowd(asked.slice(first, first + 100), 10, async (url) => {
        const { status, body } = await server.get(url);
        assert.equal(status, 200, `${url}: ${body}`);
      });
      const counts = server === ownShop ? await Promise.all([db.first(prepared()), db.first(prepared())]) : [];
      most = Math.max(most, ...counts.map((count) => count?.prepared ?? 0));
    }
    if (server === ownShop)
      assert.ok(most > 0 && most <= mostPrepared, `${most} statements are prepared on a connection`);
    const after = await memoryOfBackends();
    const resident = memoryOf(server.pid);
    context.diagnostic(
      `backends: ${Math.round(before)} MB before, ${after.map(Math.round).join(", ")} MB after; server: ${Math.round(resident)} MB`,
    );
    for (const megabytes of after) assert.ok(megabytes - before <= mostMegabytes.ofBackend, `${before} → ${megabytes}`);
    if (isFull) assert.ok(resident <= mostMegabytes.ofServer, `${resident}`);
  } finally {
    await server.end();
  }
});
