import type { FastifyRequest } from "fastify";
import { refusal } from "../refusal.ts";
import type { App } from "./server.ts";

export type LargeBodyLimits = {
  /** Bytes from which a body is large. No request of a shop needs as many. */
  readonly largeBytes: number;
  /** Maximum number of bytes of a body: one that is sent in chunks may have as many. */
  readonly longestBytes: number;
  /** Maximum number of bytes of large bodies that are being read at once. */
  readonly mostBytes: number;
};

/**
 * Limits the memory of large bodies that are being read: a client that sends thousands of them slowly would make the
 * server hold them all. A large body for which there is no room is refused with 503; other requests are not affected.
 */
export function boundLargeBodies(app: App, { largeBytes, longestBytes, mostBytes }: LargeBodyLimits): void {
  let held = 0;
  app.addHook("onRequest", ({ raw, headers }, _reply, done) => {
    const bytes = announcedBytes(headers, longestBytes);
    if (bytes < largeBytes) return done();
    if (held + bytes > mostBytes) return done(refusal("COM_50", "", { retryAfterSeconds: 5 }));
    held += bytes;
    let isHeld = true;
    const release = (): void => {
      if (isHeld) held -= bytes;
      isHeld = false;
    };
    raw.once("end", release).once("close", release);
    done();
  });
}

/** Returns how many bytes a body may have. */
function announcedBytes(headers: FastifyRequest["headers"], longest: number): number {
  if (headers["transfer-encoding"] !== undefined) return longest;
  return Math.min(Number(headers["content-length"] ?? 0) || 0, longest);
}
