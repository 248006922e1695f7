import type { Config } from "../platform/config.ts";
import type { Database } from "../platform/database/database.ts";
import { oneLine } from "../platform/visible.ts";
import { isRole, openStaffCommands, roleNames } from "../staff/index.ts";
import { parseCommandLine } from "./command-line.ts";
import { withDatabase } from "./with-database.ts";

const usage = `Usage: npm run staff -- list                            lists who works in the shop
       npm run staff -- invite <e-mail> --role <role>   prints a link that opens an account, once, within 30 minutes
       npm run staff -- disable <e-mail>                ends an account's sessions and API keys, and lets nobody in
Roles: ${roleNames.join(", ")}. Who has an account already, and lost what they sign in with, takes a link of invite too.
`;

type Asked = NonNullable<ReturnType<typeof readArguments>["asked"]>;

const { help, asked } = readArguments();
if (help) process.stdout.write(usage);
else if (!asked) process.exitCode = 2;
else
  await withDatabase(async (db, config) => {
    process.stdout.write(`${(await answer(db, config, asked)).join("\n")}\n`);
  });

function readArguments() {
  try {
    const { values, positionals } = parseCommandLine({
      allowPositionals: true,
      options: { role: { type: "string" }, help: { type: "boolean", short: "h", default: false } },
    });
    if (values.help) return { help: true, asked: undefined };
    const [act = "", email = "", ...others] = positionals;
    const { role } = values;
    if (act !== "list" && act !== "invite" && act !== "disable")
      throw new Error(`"${act}" is nothing that is done with staff.`);
    const tooMuch = act === "list" ? email || undefined : others[0];
    if (tooMuch !== undefined) throw new Error(`"${tooMuch}" is too much.`);
    if (act !== "list" && email === "") throw new Error("Whose account? Give an e-mail address.");
    if (act !== "invite" && role !== undefined) throw new Error("--role goes with invite.");
    if (act !== "invite") return { help: false, asked: { act, email } as const };
    if (typeof role !== "string" || !isRole(role)) throw new Error(`--role is one of ${roleNames.join(", ")}.`);
    return { help: false, asked: { act, email, role } as const };
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n${usage}`);
    return { help: false, asked: undefined };
  }
}

async function answer(db: Database, { staffUrl }: Config, given: Asked): Promise<string[]> {
  const commands = await openStaffCommands(db, staffUrl);
  if (given.act === "list") return (await commands.describe()).map(oneLine);
  if (given.act === "invite") return ["Open this within 30 minutes, it works once:", await commands.invite(given)];
  await commands.disable(given.email);
  return [`The account of ${oneLine(given.email)} is disabled.`];
}
