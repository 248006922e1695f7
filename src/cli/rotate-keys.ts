import { rotateKeys } from "../customers/index.ts";
import { parseCommandLine } from "./command-line.ts";
import { withDatabase } from "./with-database.ts";

const usage = `Usage: npm run keys:rotate            draws a new key that signs access tokens; the one before is accepted until its last token has expired
       npm run keys:rotate -- --now    and the ones before are accepted no more: for a key that leaked
`;
const inSettings = {
  byAndBy: "put a new one before it, separated by a comma, and restart the servers.",
  now: "put a new one in its place and restart the servers.",
} as const;

const asked = readArguments();
if (asked?.help) process.stdout.write(usage);
else if (asked)
  await withDatabase(async (db, config) => {
    const isNow = asked.now;
    if (config.jwtSecret) {
      process.stderr.write(`The key is in JWT_SECRET: ${isNow ? inSettings.now : inSettings.byAndBy}\n`);
      process.exitCode = 1;
      return;
    }
    const { keyId, acceptedUntil } = await rotateKeys(db, { isNow });
    const before = isNow
      ? "what the ones before signed is refused within a second, and buyers go on with their refresh tokens"
      : `the one before is accepted until its last token has expired (${acceptedUntil?.toISOString() ?? "there is none"})`;
    process.stdout.write(`From now on key ${keyId} signs access tokens; ${before}.\n`);
  });

function readArguments() {
  try {
    return parseCommandLine({
      options: { now: { type: "boolean", default: false }, help: { type: "boolean", short: "h", default: false } },
    }).values;
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n${usage}`);
    process.exitCode = 2;
    return undefined;
  }
}
