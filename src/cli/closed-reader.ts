/** The disk that holds a file of what is said has no room, or fails. */
const unwritable = new Set(["ENOSPC", "EDQUOT", "EFBIG", "EIO"]);

/**
 * Whoever reads what a program says may go away before its end, as `head` does and a log reader that is restarted, and a
 * disk that keeps it may fill up: the program goes on, unheard. Without this the next line would end it. That an answer
 * was lost on a disk is told by the exit code.
 */
export function outliveReaders(): void {
  for (const stream of [process.stdout, process.stderr])
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (unwritable.has(error.code ?? "")) process.exitCode = 1;
      else if (error.code !== "EPIPE") throw error;
    });
}
