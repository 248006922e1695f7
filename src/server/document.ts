import swagger from "@fastify/swagger";
import swaggerUi from "@fastify/swagger-ui";
import type { ApiTag } from "../platform/feature.ts";
import { keepFiles } from "../platform/http/kept-files.ts";
import type { App } from "../platform/http/server.ts";
import { tidyDocument } from "./openapi.ts";
import { documentPage } from "./page.ts";

const about = `The storefront API of a Selvedge shop.

Bodies are JSON or forms; success is always 200. Money and percentages are text with two decimals. Every error has the
shape \`{"error":{"status","code","message","field"}}\`; with \`Accept: application/problem+json\` it comes as RFC 9457.
Send the access token as \`USER-KEY: Bearer …\` or \`Authorization: Bearer …\`. What begins with \`/admin\` is for the
shop's staff: it takes an API key as \`Authorization: Bearer sk_…\` or the cookie of a session, and its errors always come
as RFC 9457.`;

/** Collects the API document from every route that is registered afterwards. */
export async function collectDocument(
  app: App,
  { version, tags }: { readonly version: string; readonly tags: readonly ApiTag[] },
): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: "3.1.0",
      info: { title: "Selvedge", version, description: about, license: { name: "MIT", identifier: "MIT" } },
      servers: [{ url: "/", description: "This shop" }],
      tags: [...tags, { name: "Operation", description: "For whoever runs the shop" }],
      components: {
        securitySchemes: {
          userKey: { type: "apiKey", in: "header", name: "USER-KEY", description: "`Bearer ` and the access token" },
          bearer: { type: "http", scheme: "bearer" },
          staffKey: { type: "http", scheme: "bearer", description: "An API key of the shop, `sk_…`" },
          staffSession: {
            type: "apiKey",
            in: "cookie",
            name: "__Host-staff_session",
            description: "Set by `POST /admin/session`",
          },
        },
      },
    },
    hideUntagged: true,
    transformObject: (made) => ("openapiObject" in made ? tidyDocument(made.openapiObject) : made.swaggerObject),
  });
}

/** Serves the OpenAPI document and a page to read and try it; the page loads nothing from other servers. */
export async function documentRoutes(app: App): Promise<void> {
  await app.register(async (docs) => {
    keepFiles(docs as App);
    docs.get("/openapi.json", { schema: { hide: true } }, async (_request, reply) =>
      reply
        .header("cache-control", "public, max-age=60")
        .type("application/json; charset=utf-8")
        .send(JSON.stringify(app.swagger())),
    );
    await docs.register(swaggerUi, {
      routePrefix: "/docs",
      staticCSP: documentPage.contentSecurityPolicy,
      theme: documentPage.theme,
      uiConfig: {
        layout: "BaseLayout",
        docExpansion: "list",
        deepLinking: true,
        tryItOutEnabled: true,
        defaultModelsExpandDepth: -1,
      },
    });
  });
}
