/**
 * Whoever reads what a program says may go away before its end, as `head` does and a log reader that is restarted: the
 * program goes on, unheard. Without this the next line would end it.
 */
export const outliveReaders = (): void => {
  for (const stream of [process.stdout, process.stderr])
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
    });
};
