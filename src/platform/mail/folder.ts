import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Readable } from "node:stream";

const moment = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\d{3})Z-/;

/** Writes a mail to a file that only its owner can read. Returns the file's name. */
export async function writeMail(
  dataDir: string,
  { createdAt, id }: { readonly createdAt: Date; readonly id: string },
  message: Buffer | Readable,
): Promise<string> {
  const folder = folderIn(dataDir);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = nameOf(createdAt, id);
  await writeFile(join(folder, file), message, { mode: 0o600 });
  return file;
}

/** Removes the files of these mails, where they are on this server. */
export async function removeMails(dataDir: string, mailIds: readonly string[]): Promise<void> {
  if (mailIds.length === 0) return;
  const ids = new Set(mailIds);
  // An id has 36 characters, the file extension 4.
  await removeWhere(dataDir, (file) => ids.has(file.slice(-40, -4)));
}

/** Removes mails that were requested before this time. */
export function sweepMailFiles(dataDir: string, before: Date): Promise<void> {
  return removeWhere(dataDir, (file) => {
    const [, year, month, day, hour, minute, second, thousandth] = moment.exec(file) ?? [];
    return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}.${thousandth}Z`) < before.getTime();
  });
}

/**
 * Returns a file name that begins with the time of the mail's request, so that a sweep need not open the file, and ends
 * with the mail's id.
 */
function nameOf(createdAt: Date, mailId: string): string {
  return `${createdAt.toISOString().replaceAll(/[-:.]/g, "")}-${mailId}.eml`;
}

async function removeWhere(dataDir: string, isToGo: (file: string) => boolean): Promise<void> {
  const folder = folderIn(dataDir);
  const files = await readdir(folder).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  });
  for (const file of files) if (file.endsWith(".eml") && isToGo(file)) await rm(join(folder, file), { force: true });
}

/** Returns the folder for mail files, for a shop without a mail server. */
function folderIn(dataDir: string): string {
  return join(dataDir, "mail");
}
