import { AsyncLocalStorage } from "node:async_hooks";
import { statementRuns } from "../telemetry/channels.ts";
import { onEnd } from "../telemetry/on-end.ts";
import { scopeRequests } from "./request-scope.ts";
import type { App } from "./server.ts";

type Spent = { readonly begunAt: number; statements: number; milliseconds: number };

/**
 * Tells with each reply, in the header `Server-Timing` that browsers show, how long it took and how long of that its
 * statements. For development: it tells strangers what is slow, and costs some microseconds for each statement.
 */
export function tellTimings(app: App): void {
  const requests = new AsyncLocalStorage<Spent | undefined>();
  scopeRequests(app, requests, () => ({ begunAt: performance.now(), statements: 0, milliseconds: 0 }));
  const end = onEnd(statementRuns, (_statement, seconds) => {
    const spent = requests.getStore();
    if (!spent) return;
    spent.statements += 1;
    spent.milliseconds += seconds * 1000;
  });
  app.addHook("onClose", async () => end());
  app.addHook("onSend", (_request, reply, payload, done) => {
    const spent = requests.getStore();
    if (spent) {
      const { statements, milliseconds, begunAt } = spent;
      const all = (performance.now() - begunAt).toFixed(1);
      reply.header(
        "server-timing",
        `total;dur=${all}, db;dur=${milliseconds.toFixed(1)};desc="${statements} statements"`,
      );
    }
    done(null, payload);
  });
}
