import { faultOfRedis } from "../redis.ts";
import { ok, warning, type PlainCheck } from "./check.ts";

export const redisChecks: readonly PlainCheck[] = [
  {
    name: "redis",
    async run({ config }) {
      if (config.redisUrl === "") return [ok("No REDIS_URL is set: each server keeps its own replies.")];
      const fault = await faultOfRedis(config);
      if (fault === undefined) return [ok("Redis at REDIS_URL answers.")];
      return [
        warning(
          `Redis at REDIS_URL cannot be used: ${fault}. The shop works without it.`,
          "Start it, or correct REDIS_URL (docs/operations/redis.md).",
        ),
      ];
    },
  },
];
