import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs, type ParseArgsOptionsConfig } from "node:util";
import { assumptionsWith, optionNames } from "./assumptions.ts";
import { answerTo, defaultUsers, withAnswer } from "./document.ts";
import { defaultRegions, parseRegions } from "./regions.ts";

const usage = `Usage: npm run capacity                  tells what servers, replicas, cores and gigabytes daily users need
       npm run capacity -- [options]

  --users ${defaultUsers.join(",")}
  --regions ${defaultRegions}     sizes each region so that it can carry all users
  --write                      writes docs/capacity.md anew, under the default assumptions

Every assumption is an option, such as --orders-per-session 0.03 or --list-edge-hits 0.9; the answer names all of them.
`;

const page = new URL("../../docs/capacity.md", import.meta.url);

try {
  run();
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n${usage}`);
  process.exitCode = 2;
}

function run(): void {
  const text = { type: "string" } as const;
  const options: ParseArgsOptionsConfig = {
    ...Object.fromEntries(optionNames().map((name) => [name, text])),
    users: text,
    regions: text,
    write: { type: "boolean" },
    help: { type: "boolean" },
  };
  const { users, regions, write, help, ...given } = parseArgs({ options }).values;
  if (help) process.stdout.write(usage);
  else if (write) writeFileSync(page, withAnswer(readFileSync(page, "utf8")));
  else {
    const numbers = Object.entries(given).map(([name, value]) => [name, numberOf(name, String(value), 0)] as const);
    const question = {
      users: typeof users === "string" ? users.split(",").map((each) => numberOf("users", each, 1)) : defaultUsers,
      regions: parseRegions(typeof regions === "string" ? regions : defaultRegions),
      assumptions: assumptionsWith(Object.fromEntries(numbers)),
    };
    process.stdout.write(`${answerTo(question)}\n`);
  }
}

function numberOf(name: string, given: string, least: number): number {
  const number = Number(given);
  if (given.trim() === "" || !(number >= least && number < Infinity))
    throw new Error(`--${name} ${given}: it must be a number from ${least}.`);
  return number;
}
