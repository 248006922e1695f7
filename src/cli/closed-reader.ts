/** Errors of a disk that is full or fails, when the output goes to a file. */
const unwritable = new Set(["ENOSPC", "EDQUOT", "EFBIG", "EIO"]);

/**
 * Keeps a program running when its output cannot be written: a reader such as `head` or a log reader that restarts may
 * close the pipe, and a disk may be full. Without this, the next line would end the program. Output that is lost on a
 * disk sets exit code 1.
 */
export function ignoreClosedReader(): void {
  for (const stream of [process.stdout, process.stderr])
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (unwritable.has(error.code ?? "")) process.exitCode = 1;
      else if (error.code !== "EPIPE") throw error;
    });
}
