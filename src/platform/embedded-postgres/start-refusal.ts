/** Thrown when the embedded database cannot run; tells the shop's owner what failed, why, and what to do. */
export class EmbeddedRefusal extends Error {
  override name = "EmbeddedRefusal";
}

/** Thrown when another program uses this folder. */
export class AlreadyRunning extends EmbeddedRefusal {}

/** Thrown when the database that ran is no longer where it was; no retry brings it back. */
export class DatabaseGone extends EmbeddedRefusal {}

const causes: [RegExp, (folder: string) => string][] = [
  [
    /ENOSPC|EDQUOT|No space left on device|disk is full|Check free disk space|Disk quota exceeded/,
    (folder) =>
      `The disk that holds ${folder} is full, and the database cannot work without room to write. ` +
      "Nothing stored is lost: free some space (200 MB is enough to begin) and start again.",
  ],
  [
    /EROFS|Read-only file system/,
    (folder) =>
      `${folder} is on a disk that can only be read, and the database must write there. ` +
      "Make that disk writable, or set DATA_DIR to a folder on another one.",
  ],
  [
    /EACCES|EPERM|Permission denied|Operation not permitted/,
    (folder) =>
      `This user may not read and write everything in ${folder}, where the database lives. ` +
      "Start Selvedge as the user who owns that folder, give the folder to this user (chown -R), or set DATA_DIR to another one.",
  ],
  [
    /ENOTDIR|EEXIST/,
    (folder) =>
      `The database needs the folder ${folder}, but a file of that name is in the way. Move it, or set DATA_DIR to another folder.`,
  ],
];

/** Maximum length of a system message in a refusal: it may contain an overlong path. */
const longestReason = 300;

/** Runs work on a folder's files. A disk or permission error becomes an EmbeddedRefusal. */
export function refusing<Result>(folder: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    const { code, message, syscall } = error as NodeJS.ErrnoException;
    if (error instanceof EmbeddedRefusal) throw error;
    const refusal = explained(`${code} ${message}`, folder);
    if (refusal || syscall === undefined) throw refusal ?? error;
    throw new EmbeddedRefusal(
      `The database cannot live in the folder ${folder}: ${message.slice(0, longestReason)}. Set DATA_DIR to another folder.`,
      { cause: error },
    );
  }
}

/** Returns the refusal that explains a technical reason to the owner; undefined when none fits. */
export function explained(reason: string, folder: string): EmbeddedRefusal | undefined {
  const cause = causes.find(([pattern]) => pattern.test(reason));
  return cause && new EmbeddedRefusal(cause[1](folder));
}
