import assert from "node:assert/strict";
import { execFile, spawn, type ChildProcess } from "node:child_process";
import { chmod, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const root = fileURLToPath(new URL("../../", import.meta.url));
const run = promisify(execFile);
let folder: string;
let program: ChildProcess;
let address: string;

/** Starts the shop as `npm start` does, in a folder without data, and waits until it says where it is. */
const startShop = async (): Promise<string> => {
  program = spawn(process.execPath, ["src/cli/launch.js"], {
    cwd: root,
    env: { PATH: process.env["PATH"] ?? "", DATA_DIR: folder, PORT: "0" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  for await (const line of createInterface({ input: program.stdout ?? process.stdin })) {
    const found = /^\s+API\s+(\S+)$/.exec(line)?.[1];
    if (found) return found;
  }
  throw new Error("The shop ended before it was open.");
};

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "selvedge-readme-"));
  await chmod(folder, 0o755);
  address = await startShop();
});
after(async () => {
  const ended = new Promise((resolve) => program.once("exit", resolve));
  program.kill("SIGINT");
  await ended;
  await rm(folder, { recursive: true, force: true });
});

/** The commands of the README's blocks that speak to the shop, one per entry, with what stands before each. */
const walk = async (): Promise<string[]> => {
  const readme = await readFile(join(root, "README.md"), "utf8");
  const blocks = [...readme.matchAll(/```sh\n([^]*?)```/g)]
    .map(([, block = ""]) => block)
    .filter((block) => block.includes("curl"));
  assert.ok(blocks.length > 0, "the README walks through the shop");
  return blocks
    .join("\n")
    .replaceAll("\\\n", " ")
    .split("\n")
    .filter((line) => line.trim() !== "" && !line.startsWith("#"));
};

test("every command of the README's walk succeeds on a shop that was just started", async () => {
  const commands = await walk();
  const script = commands.map((command) =>
    command.replaceAll("curl ", "curl --silent --fail-with-body ").replaceAll("http://localhost:3000", address),
  );
  const { stdout } = await run("bash", ["-euo", "pipefail", "-c", script.join("\n")], { env: { ...process.env } });
  assert.match(stdout, /Hedgehog in the Leaves/);
  assert.match(stdout, /"email":"ada@example.com"/);
  assert.match(stdout, /"status":"paid"/);
  assert.doesNotMatch(stdout, /"error"/);
});
