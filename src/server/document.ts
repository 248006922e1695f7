import swagger from "@fastify/swagger";
import swaggerUi from "@fastify/swagger-ui";
import { keepFiles } from "../platform/http/kept-files.ts";
import type { App } from "../platform/http/server.ts";
import { tidyDocument } from "./openapi.ts";
import { documentPage } from "./page.ts";

const about = `The storefront API of a Selvedge shop.

Bodies are JSON or forms; success is always 200. Money and percentages are text with two decimals. Every error has the
shape \`{"error":{"status","code","message","field"}}\`; with \`Accept: application/problem+json\` it comes as RFC 9457.
Send the access token as \`USER-KEY: Bearer …\` or \`Authorization: Bearer …\`.`;

/** Takes in every route registered after it. */
export async function collectDocument(app: App, { version }: { readonly version: string }): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: "3.1.0",
      info: { title: "Selvedge", version, description: about, license: { name: "MIT", identifier: "MIT" } },
      servers: [{ url: "/", description: "This shop" }],
      tags: [
        { name: "Departments", description: "The shop's large divisions" },
        { name: "Categories", description: "What departments hold; a product may stand in several" },
        { name: "Attributes", description: "What products differ in: sizes, colours" },
        { name: "Products", description: "What is for sale: listed, filtered, searched, shown" },
        { name: "Customers", description: "Accounts: registering, signing in, what a shop knows of a buyer" },
        { name: "Sessions", description: "Staying signed in, and signing out" },
        { name: "Shopping cart", description: "What somebody means to buy; whoever knows a cart's id owns it" },
        { name: "Orders", description: "What somebody bought" },
        { name: "Payments", description: "Paying for orders, and what the payment provider tells" },
        { name: "Tax", description: "The kinds of tax an order can carry" },
        { name: "Shipping", description: "Where parcels go and what that costs" },
        { name: "Operation", description: "For whoever runs the shop" },
      ],
      components: {
        securitySchemes: {
          userKey: { type: "apiKey", in: "header", name: "USER-KEY", description: "`Bearer ` and the access token" },
          bearer: { type: "http", scheme: "bearer" },
        },
      },
    },
    hideUntagged: true,
    transformObject: (made) => ("openapiObject" in made ? tidyDocument(made.openapiObject) : made.swaggerObject),
  });
}

/** The OpenAPI document and a page to read and try it; the page loads nothing from elsewhere. */
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
