import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { readConfig, WrongSettings } from "../platform/config.ts";
import { requireDataDir } from "./data-dir.ts";

const folder = mkdtempSync(join(tmpdir(), "selvedge-data-dir-"));
after(() => rmSync(folder, { recursive: true }));
const ask = (dataDir: string, settings: Readonly<Record<string, string>> = {}) =>
  requireDataDir(readConfig({ DATABASE_URL: "postgres://u@h/d", DATA_DIR: dataDir, ...settings }));

test("a folder of data with a file in its way is refused where the database is elsewhere", () => {
  const file = join(folder, "file");
  writeFileSync(file, "");
  for (const dataDir of [file, join(file, "deeper", "still")])
    for (const settings of [{}, { SMTP_URL: "smtp://mail.example" }])
      assert.throws(
        () => ask(dataDir, settings),
        (error) =>
          error instanceof WrongSettings &&
          error.message === `DATA_DIR is ${JSON.stringify(dataDir)}, and a file is in the way of that folder.`,
      );
});

test("a folder that cannot be written to is refused where mails would be files in it", () => {
  assert.throws(() => ask("/proc/self/shop"), /where nothing can be written \(\w+\), and no SMTP_URL is set/);
  ask("/proc/self/shop", { SMTP_URL: "smtp://mail.example" });
});

test("one that is there, can be made, or is a link to one, is looked at and not made", () => {
  symlinkSync(folder, join(folder, "link"));
  for (const dataDir of [folder, join(folder, "link"), join(folder, "new", "deeper")]) ask(dataDir);
  assert.deepEqual(readdirSync(folder).toSorted(), ["file", "link"]);
});
