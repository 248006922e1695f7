import type { App } from "../../src/platform/http/server.ts";
import { anyAddress, askFreely, type Reply } from "../support/clients/customers.ts";

export const guessOnce = (app: App, email: string, address = anyAddress(), headers: Record<string, string> = {}) =>
  askFreely(app, "POST", "/customers/login", { body: { email, password: "a guess" }, address, headers });
/** Counts the replies by status. */
export const statuses = (replies: readonly Reply[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const { statusCode } of replies) counts[statusCode] = (counts[statusCode] ?? 0) + 1;
  return counts;
};

/** Repeats a request while a busy server replies 503: such a request is not a guess. */
export const untilTold = async (ask: () => Promise<Reply>): Promise<Reply> => {
  for (let count = 0; count < 20; count += 1) {
    const reply = await ask();
    if (reply.statusCode !== 503) return reply;
  }
  throw new Error("A server answered 503 twenty times.");
};
export const guess = (...asked: Parameters<typeof guessOnce>) => untilTold(() => guessOnce(...asked));
