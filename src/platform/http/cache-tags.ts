import type { FastifyRequest } from "fastify";
import type { App } from "./server.ts";

/** Headers by which caches in front of the shop know what a reply is about, each with its separator. */
const separators = { "surrogate-key": " ", "cache-tag": "," } as const;

/**
 * Names in a header what each public reply is about, so that a cache in front can delete by these names: `shop`, the
 * first part of the path, and each id in it, as in `shop products product-12`.
 */
export function tagReplies(app: App, header: keyof typeof separators): void {
  app.addHook("onSend", async (request, reply) => {
    if (String(reply.getHeader("cache-control")).startsWith("public"))
      reply.header(header, tagsOf(request).join(separators[header]));
  });
}

function tagsOf({ routeOptions, params }: Pick<FastifyRequest, "routeOptions" | "params">): string[] {
  const [, first] = /^\/([\w-]+)/.exec(routeOptions.url ?? "") ?? [];
  // A cached reply is sent before its path is parsed: only numbers are safe to repeat. A page has a name behind its own.
  const ids = Object.entries(params as Readonly<Record<string, unknown>>).flatMap(([name, value]) => {
    const [, id] = /^(\d+)(?:-|$)/.exec(String(value)) ?? [];
    return name.endsWith("_id") && id !== undefined ? [`${name.slice(0, -3)}-${id}`] : [];
  });
  return [...new Set(["shop", ...(first === undefined ? [] : [first]), ...ids])];
}
