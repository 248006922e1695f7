import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { sampleProgram } from "../support/servers/program.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const run = promisify(execFile);
const program = sampleProgram();

/**
 * Returns the commands of the README's blocks that call the shop, one per entry, including those that prepare a call.
 */
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
    command.replaceAll("curl ", "curl --silent --fail-with-body ").replaceAll("http://localhost:3000", program().url),
  );
  const { stdout } = await run("bash", ["-euo", "pipefail", "-c", script.join("\n")], { env: { ...process.env } });
  assert.match(stdout, /Hedgehog in the Leaves/);
  assert.match(stdout, /"email":"ada@example.com"/);
  assert.match(stdout, /"status":"paid"/);
  assert.doesNotMatch(stdout, /"error"/);
});
