import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import type { ResolveVariant } from "../catalogue/index.ts";
import type { Database } from "../platform/database/database.ts";
import type { Replies } from "../platform/http/cache/replies.ts";
import { refusalOf } from "../platform/http/failure.ts";
import type { App } from "../platform/http/server.ts";
import { refusal } from "../platform/refusal.ts";
import { cartRoutes } from "./cart.routes.ts";
import { fileRoutes, searchEngineRoutes } from "./files.routes.ts";
import { pageHeaders, pageType } from "./frame.ts";
import type { PageFile } from "./page-files.ts";
import { failurePage } from "./pages/failure.ts";
import { homeRoute, pageRoutes } from "./pages.routes.ts";
import type { Sources } from "./sources.ts";

/** The home page, for the route at `/`, which answers programs with JSON. */
export type Home = ReturnType<typeof homeRoute> & {
  /** Answers a failure with a page. */
  fail(error: FastifyError | Error, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply>;
};

export type Storefront = {
  readonly home: Home;
  /** Registers all pages but the home page. */
  routes(app: App): Promise<void>;
};

type Parts = {
  readonly db: Database;
  readonly replies: Replies;
  readonly sources: Sources;
  readonly resolveVariant: ResolveVariant;
  readonly cartLifetimeDays: number;
  readonly files: readonly PageFile[];
};

/** Returns the routes of the storefront. Within `/shop` failures are pages, too. */
export function storefrontOf({ replies, sources, files, ...ofCart }: Parts): Storefront {
  const fail = failing(sources);
  return {
    home: { ...homeRoute(replies, sources), fail },
    async routes(app) {
      await app.register(
        async (shop) => {
          shop.setErrorHandler(fail);
          shop.setNotFoundHandler((request, reply) => fail(refusal("COM_02", "", { status: 404 }), request, reply));
          pageRoutes(shop as App, replies, sources);
          cartRoutes(shop as App, { ...ofCart, sources });
        },
        { prefix: "/shop" },
      );
      await fileRoutes(app, files);
      searchEngineRoutes(app, replies, sources);
    },
  };
}

function failing({ frame, reads }: Sources): Home["fail"] {
  return async (failure, request, reply) => {
    const refused = refusalOf(failure, request);
    // A shop that is overloaded or without its database is not asked for more.
    const departments =
      refused.status === 429 || refused.status >= 500 ? [] : await reads.departments().catch(() => []);
    if (refused.retryAfterSeconds !== undefined) reply.header("retry-after", refused.retryAfterSeconds);
    return reply
      .code(refused.status)
      .headers(pageHeaders)
      .header("cache-control", "no-store")
      .type(pageType)
      .send(failurePage(frame, departments, refused));
  };
}
