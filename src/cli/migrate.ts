import { parseCommandLine } from "./command-line.ts";
import { withNewGround } from "./with-database.ts";

const usage = `Usage: npm run migrate                 brings the database up to date for this version, and starts no server
       npm run migrate -- --rolling    does so while servers of the version before run, or refuses where they could not
`;

const { help, rolling } = readArguments();
if (help) process.stdout.write(usage);
else
  await withNewGround(
    async (_url, _config, applied) => {
      const said = applied.map((name) => `Applied ${name}.\n`).join("");
      process.stdout.write(said || "The database is up to date.\n");
    },
    { isRolling: rolling },
  );

function readArguments() {
  try {
    return parseCommandLine({
      options: { rolling: { type: "boolean", default: false }, help: { type: "boolean", short: "h", default: false } },
    }).values;
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n${usage}`);
    process.exit(2);
  }
}
