import { hash } from "node:crypto";
import type { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import type { FastifyRequest } from "fastify";
import { openStore, type KeptReply } from "../cache/kept.ts";
import { encodingFor } from "../cache/packing.ts";
import { sendKept, varyingByEncoding } from "../cache/sending.ts";
import type { App } from "./server.ts";

/** All that is kept, compressed forms included; the page's files are 2.5 MB. */
const mostBytes = 16 * 1024 * 1024;
/** These files change with the program alone. */
const maxAgeSeconds = 365 * 24 * 3600;

/**
 * The replies of the app's routes are made once and then kept, plain and compressed, for as long as the program runs.
 * What follows `?` in an address changes nothing.
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

/** What is asked for, however else its address is spelt; a page's links depend on how its path ends. */
function keyOf({ raw, params, routeOptions, method }: FastifyRequest): string | undefined {
  const { "*": name = "" } = params as { "*"?: string };
  return method === "GET" && routeOptions.url !== undefined && isPlain(name)
    ? `${routeOptions.url} ${name} ${raw.url?.endsWith("/") ? "/" : ""}`
    : undefined;
}

/** A file in a folder by its plain name: the other ways to write it would fill the store. */
function isPlain(name: string): boolean {
  return /^[\w.-]*$/.test(name);
}

async function bytesOf(payload: unknown): Promise<Buffer> {
  return typeof payload === "string" || Buffer.isBuffer(payload) ? Buffer.from(payload) : buffer(payload as Readable);
}
