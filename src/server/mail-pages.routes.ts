import { readFile } from "node:fs/promises";
import type { App } from "../platform/http/server.ts";
import { orderAddressPage } from "./order-address-page.ts";
import { htmlOf, mailPages, stylesheet } from "./mail-pages.ts";
import { staffInvitationPage } from "./staff-invitation-page.ts";

/** Allows scripts, styles and requests of this shop only, and no frame around the page. */
const contentSecurityPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/**
 * Serves plain pages for the links in mails, for each operation that is registered; a storefront may have its own
 * instead.
 */
export async function mailPageRoutes(app: App, { shopName }: { readonly shopName: string }): Promise<void> {
  const script = (file: string) => readFile(new URL(file, import.meta.url), "utf8");
  const serve = (path: string, type: string, body: string): void => {
    app.get(path, { schema: { hide: true } }, async (_request, reply) =>
      reply
        .header("cache-control", "no-cache")
        .header("content-security-policy", contentSecurityPolicy)
        .type(`${type}; charset=utf-8`)
        .send(body),
    );
  };
  for (const page of mailPages)
    if (app.hasRoute({ method: "POST", url: page.operation })) serve(page.path, "text/html", htmlOf(page, shopName));
  serve("/mail-page.css", "text/css", stylesheet);
  serve("/mail-page.js", "text/javascript", await script("mail-pages.in-browser.js"));
  serve("/order-address", "text/html", orderAddressPage(shopName));
  serve("/order-address.js", "text/javascript", await script("order-address-page.in-browser.js"));
  serve("/staff-invitation", "text/html", staffInvitationPage(shopName));
  serve("/staff-invitation.js", "text/javascript", await script("staff-invitation-page.in-browser.js"));
}
