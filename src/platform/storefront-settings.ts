import { Type } from "typebox";
import { oneOf, setting, toggle, type Setting } from "./setting.ts";

/** Where customers see the shop, and the shop's own pages. */
export const storefrontSettings = {
  storefront: setting(
    "STOREFRONT",
    toggle,
    "off",
    "`on` shows the shop to browsers: pages at `/` and below `/shop`, `/robots.txt` and `/sitemap.xml`. Visitors browse, search and fill a cart there; the pages have no checkout, so orders are placed through the API. `off` leaves the API alone.",
  ),
  storefrontLanguage: setting(
    "STOREFRONT_LANGUAGE",
    oneOf("en", "de"),
    "en",
    "Language of these pages' own words, and how they write prices and dates. Names and descriptions stay as the catalogue has them.",
  ),
  storefrontUrl: setting(
    "STOREFRONT_URL",
    Type.String({ pattern: "^(https?://[^\\s?]+)?$", admits: "an address like https://shop.example" }),
    "",
    "Where customers see the shop; links in mails lead to its pages `/reset-password`, `/verify-email`, `/undo-change` and `/order-address`, and with `STOREFRONT=on` search engines are told that its pages are there. Empty: this server itself, as `HOST` and `PORT` have it, which has plain pages of them.",
  ),
} as const satisfies Record<string, Setting>;
