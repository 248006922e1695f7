import { hash } from "node:crypto";
import type { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import type { FastifyRequest } from "fastify";
import { openStore, type KeptReply } from "./cache/kept.ts";
import { encodingFor } from "./cache/packing.ts";
import { sendKept, varyingByEncoding } from "./cache/sending.ts";
import type { App } from "./server.ts";

/** Maximum size of the cache, compressed bodies included; the page's files are 2.5 MB. */
const mostBytes = 16 * 1024 * 1024;
/** The files change only with a new version of the program. */
const maxAgeSeconds = 365 * 24 * 3600;

/**
 * Caches the replies of the app's routes, plain and compressed, as long as the program runs. Queries have no effect.
 */
export function keepFiles(app: App): void {
  const store = openStore({ maxBytes: mostBytes, maxAgeSeconds });

  app.addHook("onRequest", async (request, reply) => {
    request.raw.url = request.raw.url?.split("?")[0] ?? "/";
    const key = keyOf(request);
    const entry = key === undefined ? undefined : store.get(key);
    if (key === undefined || !entry) return;
    await sendKept(reply, entry, (same, encoding) => store.pack(key, same, encoding));
    return reply;
  });

  app.addHook("onSend", async (request, reply, payload) => {
    const key = keyOf(request);
    if (key === undefined || reply.statusCode !== 200 || store.get(key)) return payload;
    const body = await bytesOf(payload);
    const etag = `W/"${hash("sha1", body, "base64url")}"`;
    const cacheControl = reply.getHeader("cache-control");
    const entry: KeptReply = {
      body,
      etag,
      type: String(reply.getHeader("content-type")),
      headers: { etag, ...(cacheControl === undefined ? {} : { "cache-control": String(cacheControl) }) },
      packed: {},
    };
    await store.make(key, async () => entry);
    for (const name of ["last-modified", "accept-ranges", "content-length"]) reply.removeHeader(name);
    varyingByEncoding(reply.headers(entry.headers));
    const encoding = encodingFor(request.headers["accept-encoding"], body.length);
    if (!encoding) return body;
    void reply.header("content-encoding", encoding);
    return store.pack(key, entry, encoding);
  });
}

/**
 * Returns one key for all spellings of a URL, but two for paths with and without a trailing slash: the page's links
 * depend on it.
 */
function keyOf({ raw, params, routeOptions, method }: FastifyRequest): string | undefined {
  const { "*": name = "" } = params as { "*"?: string };
  return method === "GET" && routeOptions.url !== undefined && isPlain(name)
    ? `${routeOptions.url} ${name} ${raw.url?.endsWith("/") ? "/" : ""}`
    : undefined;
}

/** Returns whether a name is that of a file in the folder itself: other spellings would fill the cache. */
function isPlain(name: string): boolean {
  return /^[\w.-]*$/.test(name);
}

async function bytesOf(payload: unknown): Promise<Buffer> {
  return typeof payload === "string" || Buffer.isBuffer(payload) ? Buffer.from(payload) : buffer(payload as Readable);
}
