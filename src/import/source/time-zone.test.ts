import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import pg from "pg";
import { makeFaulty, runImport } from "../../../test/support/legacy/shop.ts";
import { startMariadb, withoutMariadb, type Mariadb } from "../../../test/support/databases/mariadb.ts";
import { cloneDatabase } from "../../../test/support/servers/shop.ts";

/** New York's rules, spelled out, so that the machine need not know the zone's name. */
const newYork = "EST5EDT,M3.2.0,M11.1.0";

const dates = `select (select created_at from customer_order where order_id = 1) as summer,
  (select created_at from customer_order where order_id = 2) as winter,
  (select created_at from order_audit where order_id = 1 and note like '%Order placed%') as said,
  (select created_at from review where product_id = 1 and review_id = 1) as reviewed,
  (select content ->> 'created_on' from import_reject where source_table = 'orders' and source_key = '6') as set_aside`;

describe("moments of an older shop whose clock stood in New York", { skip: withoutMariadb }, () => {
  let mariadb: Mariadb;
  const ends: (() => Promise<unknown>)[] = [];

  before(async () => {
    mariadb = await startMariadb({ TZ: newYork });
    ends.push(() => mariadb.stop());
    await makeFaulty(mariadb, "older");
    await mariadb.run("update orders set created_on = '2019-01-22 09:00:00' where order_id = 2", "older");
  });
  after(async () => {
    for (const end of ends.toReversed()) await end();
  });

  /** Imports into a new shop. Returns the timestamps in UTC, and the command's output. */
  const imported = async (...given: string[]) => {
    const database = await cloneDatabase("empty");
    ends.push(database.drop);
    const { code, out, err } = await runImport(database.url, mariadb.url("older"), ...given);
    assert.equal(code, 0, err);
    const client = new pg.Client({ connectionString: database.url, options: "-c TimeZone=UTC" });
    await client.connect();
    const [row] = (await client.query<Record<string, Date | string>>(dates)).rows;
    await client.end();
    const moments = Object.entries(row ?? {}).map(([name, at]) => [name, at instanceof Date ? at.toISOString() : at]);
    return { out, moments: Object.fromEntries(moments) as Record<string, string> };
  };

  test("are converted by that zone, summer and winter; rejected rows stay as written", async () => {
    const { out, moments } = await imported();
    assert.deepEqual(moments, {
      summer: "2019-07-21T12:56:02.000Z",
      winter: "2019-01-22T14:00:00.000Z",
      said: "2019-07-21T12:56:03.000Z",
      reviewed: "2019-05-01T14:00:00.000Z",
      set_aside: "2019-07-25 09:00:00",
    });
    assert.match(out, /^Moments were read in the time zone that the source wrote them in: SYSTEM, now UTC-0[45]:00\./m);
  });

  test("may be told to have been written elsewhere", async () => {
    const { out, moments } = await imported("--time-zone", "+02:00");
    assert.deepEqual([moments["summer"], moments["winter"]], ["2019-07-21T06:56:02.000Z", "2019-01-22T07:00:00.000Z"]);
    assert.match(out, /wrote them in: \+02:00, now UTC\+02:00\./);
  });

  test("are not read by a zone that the source does not know", async () => {
    const database = await cloneDatabase("empty");
    ends.push(database.drop);
    for (const zone of ["Atlantis/Capital", "+2", "' or '1"]) {
      const { code, err } = await runImport(database.url, mariadb.url("older"), "--time-zone", zone);
      assert.equal(code, 1);
      assert.ok(err.includes(`The source knows no time zone ${zone}.`), err);
    }
  });
});
