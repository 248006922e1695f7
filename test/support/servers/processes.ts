import { readFileSync } from "node:fs";
import type { TestContext } from "node:test";
import { openClient, type Client } from "../../faults/client.ts";

/** Returns the child processes of a process. */
export const childrenOf = (pid: number): number[] => {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ").filter(Boolean).map(Number);
  } catch {
    return [];
  }
};

/** Returns whether a process runs. */
export const isThere = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

type Counted = { readonly sent: number; readonly failed: readonly string[] };

/**
 * Sends requests over keep-alive connections, several at once, until it is stopped. Each is sent once: a connection that
 * is refused or cut counts as a failure, like any reply but 200.
 */
export const keepAsking = (context: TestContext, url: string, ask: (client: Client) => Promise<{ status: number }>) => {
  const client = openClient(url);
  context.after(() => client.close());
  let isOver = false;
  let sent = 0;
  const failed: string[] = [];
  const turns = Array.from({ length: 16 }, async () => {
    while (!isOver) {
      const { status } = await ask(client);
      sent += 1;
      if (status !== 200) failed.push(`${status} after ${sent}`);
    }
  });
  return async (): Promise<Counted> => {
    isOver = true;
    await Promise.all(turns);
    return { sent, failed };
  };
};
