import cors from "@fastify/cors";
import type { App } from "./server.ts";

export const corsHeaders = {
  "access-control-allow-origin": "*",
  "access-control-expose-headers":
    "ETag, Link, Retry-After, X-Request-Id, Idempotent-Replayed, Idempotency-Key-Ignored",
} as const;

/**
 * Returns the headers that let a page of this origin read a reply. Where all origins may, they are the same for all:
 * `corsHeaders`.
 */
export function originHeaders(origins: readonly string[], origin: string | undefined): Record<string, string> {
  if (isOpen(origins)) return corsHeaders;
  const isAllowed = origin !== undefined && origins.includes(origin);
  return { vary: "Origin", ...(isAllowed ? { ...corsHeaders, "access-control-allow-origin": origin } : {}) };
}

/** Answers CORS preflights. Where only some origins may call, also sets the CORS headers of every reply. */
export async function allowOrigins(app: App, origins: readonly string[]): Promise<void> {
  const rules = {
    origin: isOpen(origins) ? "*" : [...origins],
    methods: ["GET", "HEAD", "POST", "PUT", "DELETE"],
    exposedHeaders: corsHeaders["access-control-expose-headers"],
    maxAge: 86_400,
  };
  if (isOpen(origins)) await app.register(async (preflights) => void (await preflights.register(cors, rules)));
  else await app.register(cors, rules);
}

function isOpen(origins: readonly string[]): boolean {
  return origins.includes("*");
}
