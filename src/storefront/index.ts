import type { CatalogueReads, ResolveVariant } from "../catalogue/index.ts";
import { shownCurrency } from "../orders/index.ts";
import type { Config } from "../platform/config.ts";
import type { Database } from "../platform/database/database.ts";
import type { Replies } from "../platform/http/cache/replies.ts";
import { availabilityOf } from "../stock/index.ts";
import type { Frame } from "./frame.ts";
import { readPageFiles } from "./page-files.ts";
import { storefrontOf, type Storefront } from "./storefront.routes.ts";
import { german } from "./texts-german.ts";
import { english, type Language, type Texts } from "./texts.ts";
import { openViews } from "./view.ts";

export type { Home, Storefront } from "./storefront.routes.ts";

export type StorefrontDependencies = {
  readonly db: Database;
  readonly config: Config;
  readonly replies: Replies;
  readonly reads: CatalogueReads;
  readonly resolveVariant: ResolveVariant;
};

const languages: Readonly<Record<Language, Texts>> = { en: english, de: german };

/** Opens the pages that show the shop to browsers. */
export async function openStorefront(dependencies: StorefrontDependencies): Promise<Storefront> {
  const { db, config, replies, reads, resolveVariant } = dependencies;
  const { stylesheet, script, icon } = await readPageFiles();
  const language = config.storefrontLanguage;
  const frame: Frame = {
    shopName: config.shopName,
    texts: languages[language],
    language,
    base: config.storefrontUrl.replace(/\/+$/, ""),
    files: { stylesheet: stylesheet.path, script: script.path, icon: icon.path },
  };
  const viewIn = openViews(frame.texts);
  return storefrontOf({
    db,
    replies,
    resolveVariant,
    cartLifetimeDays: config.cartLifetimeDays,
    files: [stylesheet, script, icon],
    sources: {
      frame,
      reads,
      availability: (productId) => availabilityOf(db, productId),
      // The currency is changed by a command, while servers run.
      view: async () => viewIn(await shownCurrency(db, config.currency)),
    },
  });
}
