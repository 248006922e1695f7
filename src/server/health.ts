import { Type } from "typebox";
import type { Database } from "../platform/database/database.ts";
import { operation } from "../platform/http/operation.ts";
import type { App } from "../platform/http/server.ts";
import { presentWorkers } from "../platform/jobs/workers.ts";
import type { RedisState } from "../platform/redis/redis.ts";
import { refusal } from "../platform/refusal.ts";
import { newestMigration } from "./health.queries.ts";

type Dependencies = {
  readonly db: Database;
  /** Number of this program's newest migration. */
  readonly migration: number;
  /** Returns whether the server is shutting down. It still answers requests while proxies take it out of service. */
  readonly isDraining: () => boolean;
  readonly redis: () => RedisState | "none";
};

const ReplicaOfShop = Type.Object({
  state: Type.String({
    enum: ["answers", "lags", "away", "diverged"],
    description:
      "`answers`: it is read from; `lags`: it is more than REPLICA_LAG_MAX_MS behind; `away`: it does not answer; `diverged`: it does not follow the primary",
  }),
  lag_ms: Type.Union([Type.Integer(), Type.Null()], {
    description: "By how many milliseconds it is behind the primary, at most; null when that is not known",
  }),
});

const Readiness = Type.Object({
  status: Type.String(),
  jobs: Type.String({
    enum: ["running", "no worker"],
    description: "Whether any server of the shop works off background jobs; this one can serve either way",
  }),
  replica: Type.String({
    enum: ["none", "answers", "away"],
    description: "Whether any replica is read from; while all are away the primary answers instead",
  }),
  replicas: Type.Array(ReplicaOfShop, { description: "The replicas of DATABASE_READ_URLS, in their order" }),
  redis: Type.String({
    enum: ["none", "answers", "away"],
    description: "Whether the Redis at REDIS_URL answers; while it is away the shop works without it",
  }),
});

/** Serves the health checks: whether the process is alive, and whether it can serve requests. */
export function healthRoutes(app: App, dependencies: Dependencies): void {
  const tag = "Operation";
  const State = Type.Object({ status: Type.String() });

  // Health checks have no rate limit: a proxy whose health checks are refused would take the server out of service.
  app.get(
    "/livez",
    operation({
      operationId: "showLiveness",
      tag,
      summary: "Is the process alive?",
      answers: State,
      never: ["COM_29", "COM_50"],
    }),
    async (_request, reply) => reply.header("cache-control", "no-store").send({ status: "alive" }),
  );

  app.get(
    "/readyz",
    operation({
      operationId: "showReadiness",
      tag,
      summary: "Can it serve? Database reachable, migrated, not ending",
      answers: Readiness,
      never: ["COM_29"],
    }),
    async (_request, reply) => {
      await requireReady(dependencies);
      // Reported, but no reason to be unready: without this server there would still be no worker, and no requests
      // would be answered.
      const { workers } = await presentWorkers(dependencies.db);
      return reply.header("cache-control", "no-store").send({
        status: "ready",
        jobs: workers > 0 ? "running" : "no worker",
        ...replicasOf(dependencies.db),
        redis: dependencies.redis(),
      });
    },
  );
}

function replicasOf(db: Database) {
  const reports = db.replicas();
  const answers = reports.some(({ state }) => state === "answers") ? "answers" : "away";
  return {
    replica: reports.length === 0 ? "none" : answers,
    replicas: reports.map(({ state, lagMilliseconds }) => ({
      state,
      lag_ms: lagMilliseconds === null ? null : Math.round(lagMilliseconds),
    })),
  };
}

async function requireReady({ db, migration, isDraining }: Dependencies): Promise<void> {
  const notReady = (message: string) => refusal("COM_50", "", { message, retryAfterSeconds: 1 });
  if (isDraining()) throw notReady("The server is ending");
  const newest = await db.first(newestMigration());
  if (!newest?.has_files) throw notReady("The database's files are gone");
  if (newest.number < migration) throw notReady("The database is not migrated yet");
}
