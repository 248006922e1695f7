import { Type } from "typebox";
import type { Replies } from "../platform/http/cache/replies.ts";
import { keepFiles } from "../platform/http/kept-files.ts";
import type { App } from "../platform/http/server.ts";
import { paths } from "./addresses.ts";
import type { PageFile } from "./page-files.ts";
import { SitemapParams } from "./page-input.ts";
import { placesMap, productsMap, siteMap } from "./site-maps.ts";
import type { Sources } from "./sources.ts";

const nothing = Type.Object({});

/** Registers the files that pages load. Their names change with their contents, so browsers keep them for good. */
export async function fileRoutes(app: App, files: readonly PageFile[]): Promise<void> {
  await app.register(async (folder) => {
    keepFiles(folder as App);
    for (const { path, type, text } of files)
      folder.get(path, { schema: { hide: true } }, async (_request, reply) =>
        reply.header("cache-control", "public, max-age=31536000, immutable").type(type).send(text),
      );
  });
}

/** Registers what search engines read: `/robots.txt` and the maps of the site. */
export function searchEngineRoutes(app: App, replies: Replies, sources: Sources): void {
  const { base } = sources.frame;
  const robots = `User-agent: *\nDisallow: ${paths.cart}\n\nSitemap: ${base}/sitemap.xml\n`;
  app.get("/robots.txt", { schema: { hide: true } }, async (_request, reply) =>
    reply.header("cache-control", "public, max-age=3600").type("text/plain; charset=utf-8").send(robots),
  );
  const map = (path: string, make: (page: number) => Promise<string>, params?: typeof SitemapParams): void => {
    const handler = replies.answer(async (asked) => {
      const { page = 1 } = asked.params as { page?: number };
      return { page: { text: await make(page), type: "application/xml; charset=utf-8" } };
    });
    const schema = { hide: true, querystring: nothing, ...(params ? { params } : {}) };
    app.get(path, { schema, onRequest: replies.answerKnown, handler } as Parameters<App["get"]>[1]);
  };
  map("/sitemap.xml", () => siteMap(sources));
  map("/sitemap/places.xml", () => placesMap(sources));
  map("/sitemap/products/:page", (page) => productsMap(sources, page), SitemapParams);
}
