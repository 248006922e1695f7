import assert from "node:assert/strict";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { makeFaulty, runImportWith, type Ended } from "../../test/support/legacy/shop.ts";
import { startMariadb, withoutMariadb } from "../../test/support/databases/mariadb.ts";
import { cloneDatabase } from "../../test/support/servers/shop.ts";
import type { Report } from "./index.ts";

describe("what an import tells", { skip: withoutMariadb }, () => {
  const ends: (() => Promise<unknown>)[] = [];
  let folder: string;
  let first: Ended;
  let report: Report;
  let rehearsed: Report;

  const pictures = () => join(folder, "data", "pictures");
  const readReport = async () => JSON.parse(await readFile(join(folder, "report.json"), "utf8")) as Report;

  before(async () => {
    const mariadb = await startMariadb();
    ends.push(() => mariadb.stop());
    folder = await mkdtemp(join(tmpdir(), "selvedge-report-"));
    ends.push(() => rm(folder, { recursive: true }));
    await makeFaulty(mariadb, "faulty");
    const database = await cloneDatabase("empty");
    ends.push(() => database.drop());
    const old = join(folder, "old");
    await mkdir(old);
    for (const name of ["harbour.gif", "kite.gif", "nobodys.gif"]) await writeFile(join(old, name), name);
    const run = (...given: string[]) =>
      runImportWith(
        { DATABASE_URL: database.url, DATA_DIR: join(folder, "data") },
        mariadb.url("faulty"),
        "--report",
        join(folder, "report.json"),
        ...given,
      );
    assert.equal((await run("--dry-run")).code, 0);
    rehearsed = await readReport();
    first = await run("--pictures", old);
    assert.deepEqual([first.code, first.err], [0, ""]);
    report = await readReport();
  });
  after(async () => {
    for (const end of ends.toReversed()) await end();
  });

  test("its remarks ask about statuses, count pictures, and say who needs a new password", () => {
    assert.deepEqual(report.remarks, [
      "Moments were read in the time zone that the source wrote them in: SYSTEM, now UTC+00:00. --time-zone names another.",
      "Columns that nothing here knows stayed behind: customer.cvv, orders.tracking.",
      "orders.status holds 7 too, a sign of a longer way from order to delivery, on which smaller numbers may mean something else. Read were 0 as pending, 1 as paid, 2 as delivered, 3 as cancelled: look at some of these orders, and name what their numbers mean, as in --status 0=pending --status 1=paid --status 2=delivered --status 3=cancelled.",
      `Products name 4 pictures; 2 of them are in ${join(folder, "old")}: 2 were copied to ${pictures()}, 0 were there already. Not found: harbour-2.gif, harbour-t.gif.`,
      "3 of 4 customers must set a new password. Who tries to sign in is mailed a link; the mails lead to http://localhost:3000/reset-password (STOREFRONT_URL).",
    ]);
    for (const remark of report.remarks) assert.ok(first.out.includes(remark), remark);
    assert.equal(
      rehearsed.remarks.find((remark) => remark.startsWith("Products name")),
      `Products name 4 pictures; 0 of them are in ${pictures()}. --pictures <folder> copies the older shop's there. Not found: harbour.gif, harbour-2.gif, harbour-t.gif, kite.gif.`,
    );
  });

  test("repaired texts are told with their rows: a few on screen, all in the report", () => {
    const told = report.texts.map(({ table, row, column, what, before, after }) => [
      `${table} ${row}, ${column} (${what})`,
      before,
      after,
    ]);
    for (const text of [
      ["product 3, name (stray spaces removed)", "  Two   Owls ", "Two Owls"],
      ["product 9, name (UTF-8 that had been taken for Windows-1252)", "CafÃ©", "Café"],
    ])
      assert.deepEqual(
        told.find(([place]) => place === text[0]),
        text,
      );
    const counted = Object.values(report.tables).flatMap(({ mended }) =>
      Object.entries(mended).flatMap(([what, count]) => (what.endsWith("spaces removed") ? [count] : [])),
    );
    assert.equal(
      report.texts.filter(({ what }) => what.includes("spaces removed")).length,
      counted.reduce((sum, count) => sum + count, 0),
    );
    assert.match(first.out, /^ {2}product 3, name \(stray spaces removed\): " {2}Two {3}Owls " is now "Two Owls"$/m);
    assert.match(first.out, /^ {2}customer \d+, name \(stray spaces removed\)$/m);
    assert.match(first.out, /^ +3 {2}lost: password: not kept, to be set anew at the next sign-in$/m);
    assert.doesNotMatch(first.out, /mended: \w+: (?:not kept|cut|masked)/);
  });

  test("pictures that products name are in the shop, and no others", async () => {
    assert.deepEqual((await readdir(pictures())).toSorted(), ["harbour.gif", "kite.gif"]);
  });
});
