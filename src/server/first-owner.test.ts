import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { accept, refusalIn, post } from "../../test/support/clients/staff.ts";
import { anyEmail } from "../../test/support/clients/customers.ts";
import { cloneDatabase, openShopOn } from "../../test/support/servers/shop.ts";
import { until } from "../../test/support/until.ts";

const launcher = fileURLToPath(new URL("../cli/launch.js", import.meta.url));
const longestMilliseconds = 120_000;
let folder: string;
let database: Awaited<ReturnType<typeof cloneDatabase>>;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "selvedge-owner-"));
  database = await cloneDatabase();
});
after(async () => {
  await database.drop();
  await rm(folder, { recursive: true, force: true });
});

/** `script` of util-linux runs a command on a terminal of its own. */
const programs = {
  "a terminal": (command: string): [string, string[]] => ["script", ["-qefc", command, "/dev/null"]],
  "a pipe": (command: string): [string, string[]] => ["sh", ["-c", command]],
};

/** Starts a shop on such a screen, ends it once `isEnough` says so, and returns what it printed. */
const printedOn = async (screen: keyof typeof programs, isEnough: (printed: string) => boolean): Promise<string> => {
  const child = spawn(...programs[screen](`exec '${process.execPath}' '${launcher}'`), {
    cwd: folder,
    env: { PATH: process.env["PATH"], PORT: "0", DATABASE_URL: database.url, DATA_DIR: folder },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const gone = once(child, "exit");
  let printed = "";
  child.stdout.on("data", (part: Buffer) => (printed += part.toString()));
  try {
    await until(async () => isEnough(printed), longestMilliseconds, "the shop is open");
  } finally {
    child.kill("SIGTERM");
    await gone;
  }
  return printed.replaceAll("\r", "");
};

const isOpen = (printed: string): boolean => printed.includes("Ctrl-C closes it.");

test("on a terminal, a shop without staff prints the link for its owner, and nowhere else", async () => {
  const piped = await printedOn("a pipe", isOpen);
  assert.doesNotMatch(piped, /staff/);
  const shown = await printedOn("a terminal", (printed) => /token=[\w-]{43}/.test(printed));
  assert.match(shown, /The shop has no staff yet\. Open this within 30 minutes to become its owner:/);
  const [, token = ""] = /^ {2}http:\/\/[\w.:]+\/staff-invitation\?token=([\w-]{43})$/m.exec(shown) ?? [];
  const shop = await openShopOn(database.url);
  try {
    const { reply } = await accept(shop.app, token, { email: anyEmail() });
    assert.deepEqual([reply.statusCode, reply.json().role], [200, "owner"]);
    assert.equal(refusalIn(await post(shop.app, "/admin/invitation", { token })), "400 COM_02 token");
  } finally {
    await shop.close();
  }
  assert.doesNotMatch(await printedOn("a terminal", isOpen), /no staff yet/);
});
