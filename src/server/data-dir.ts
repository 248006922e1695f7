import { existsSync, mkdtempSync, rmdirSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { WrongSettings, type Config } from "../platform/config.ts";

/**
 * Throws WrongSettings for an unusable data folder. With an external database nothing else would detect it, and mails
 * could not be written there, nor a customer's mails be erased.
 */
export function requireDataDir({ databaseUrl, dataDir, smtpUrl }: Config): void {
  if (databaseUrl === "") return;
  const there = nearestThere(resolve(dataDir));
  const told = `DATA_DIR is ${JSON.stringify(dataDir)}, `;
  if (!statSync(there).isDirectory()) throw new WrongSettings(`${told}and a file is in the way of that folder.`);
  if (smtpUrl !== "") return;
  try {
    // Writes a folder instead of checking permissions: root has all of them, and still cannot write everywhere.
    rmdirSync(mkdtempSync(join(there, ".selvedge-")));
  } catch (error) {
    const { code = "" } = error as NodeJS.ErrnoException;
    throw new WrongSettings(
      `${told}where nothing can be written (${code}), and no SMTP_URL is set: mails would be lost.`,
    );
  }
}

function nearestThere(path: string): string {
  return existsSync(path) ? path : nearestThere(dirname(path));
}
