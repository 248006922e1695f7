import { rotateKeys } from "../customers/index.ts";
import { durationSeconds } from "../platform/duration.ts";
import { takesNoArguments } from "./no-arguments.ts";
import { withDatabase } from "./with-database.ts";

const usage = `Usage: npm run keys:rotate    draws a new key that signs access tokens; the one before is accepted until its last token has expired
`;

if (takesNoArguments(usage))
  await withDatabase(async (db, config) => {
    if (config.jwtSecret) {
      process.stdout.write(
        "The key is in JWT_SECRET: put a new one before it, separated by a comma, and restart the servers.\n",
      );
      return;
    }
    const keyId = await rotateKeys(db, durationSeconds(config.accessTokenLifetime));
    process.stdout.write(
      `From now on key ${keyId} signs access tokens; the one before is accepted for ${config.accessTokenLifetime}, until its last token has expired.\n`,
    );
  });
