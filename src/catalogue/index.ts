import type { Config } from "../platform/config.ts";
import type { Database } from "../platform/database/database.ts";
import type { Feature } from "../platform/feature.ts";
import { attributeRoutes } from "./attributes/attributes.routes.ts";
import { departmentRoutes } from "./departments/departments.routes.ts";
import { catalogueSchedule, catalogueTasks } from "./jobs.ts";
import { keepCounts } from "./products/count-cache.ts";
import { readingLimits, type ListScope } from "./products/list-products.ts";
import { byNumber } from "./products/order.ts";
import { productListRoutes, productRoutes } from "./products/products.routes.ts";
import { readCatalogue, type CatalogueReads } from "./read-catalogue.ts";
import { reviewInvalidation } from "./reviews/cache-invalidation.ts";
import { reviewRoutes, type ReviewDependencies } from "./reviews/reviews.routes.ts";
import { catalogueInvalidation } from "./revision/cache-invalidation.ts";
import { keepVocabulary } from "./search/vocabulary.ts";
import { keepOptions } from "./variants/options.ts";
import { openVariantResolver, type ResolveVariant } from "./variants/resolve-variant.ts";

export { type CatalogueReads } from "./read-catalogue.ts";
export { type Option, keepOptions, optionsOfProduct } from "./variants/options.ts";
export { variantKeyOf, keyWithoutNote, openVariantResolver, type ResolveVariant } from "./variants/resolve-variant.ts";
export { showAvailability } from "./products/show-availability.ts";
export { InStockShown, type InStock } from "./products/in-stock.ts";
export * as catalogueBulkLoad from "./bulk-load.queries.ts";
export { changeCatalogue, changeCatalogueNow, lockCatalogue } from "./revision/change-catalogue.ts";
export { continueNumbering as continueCatalogueNumbers, nothingElsewhere } from "./revision/revision.queries.ts";
export { fillCatalogue, isSampleCatalogue, removeCatalogue, type SampleProduct } from "./revision/sample.ts";
export { recountProducts } from "./products/count-products.ts";
export { productPictures } from "./import-products.queries.ts";
export { optionsOfProducts, importProducts } from "./import-products.ts";
export {
  importAttributes,
  importCategories,
  importDepartments,
  importProductAttributes,
  importProductCategories,
  importReviews,
  importValues,
} from "./import-products.queries.ts";
export { requireProduct } from "./products/products.ts";
export { removeReviewAsOwner, describeReviews } from "./reviews/moderation.ts";
export { formerCustomer } from "./reviews/reviews.queries.ts";
export { recountRatings } from "./reviews/ratings.queries.ts";
export { exportReviews, eraseReviewer } from "./reviews/reviews.ts";
export { fillSynonyms, listSynonyms, type Synonyms } from "./search/synonyms.ts";

export type Catalogue = Feature & { readonly resolveVariant: ResolveVariant; readonly reads: CatalogueReads };

/**
 * Opens the catalogue: departments, categories, attributes, products and reviews, with their caches in this process.
 */
export function openCatalogue(
  dependencies: ReviewDependencies & { readonly db: Database; readonly config: Config },
): Catalogue {
  const { db, config, replies } = dependencies;
  const { reader } = db;
  const options = keepOptions(db, config);
  const vocabulary = keepVocabulary(config);
  const shelf: ListScope = { natural: byNumber, limits: readingLimits, counts: keepCounts(config), vocabulary };
  const kept = {
    forgetAll: () => [replies, options, vocabulary].forEach((one) => one.forgetAll()),
    share: replies.share,
  };
  return {
    name: "catalogue",
    apiTags: [
      { name: "Departments", description: "The shop's large divisions" },
      { name: "Categories", description: "What departments hold; a product may stand in several" },
      { name: "Attributes", description: "What products differ in: sizes, colours" },
      { name: "Products", description: "What is for sale: listed, filtered, searched, shown" },
    ],
    routes(route) {
      departmentRoutes(route, { reader, config });
      attributeRoutes(route, { reader });
      productListRoutes(route, { reader, shelf, config });
      productRoutes(route, { reader });
      reviewRoutes(route, dependencies);
    },
    tasks: () => catalogueTasks({ db }),
    schedule: catalogueSchedule,
    listeners: { catalogue: catalogueInvalidation(db, kept), review: reviewInvalidation(db, replies) },
    resolveVariant: openVariantResolver(options),
    reads: readCatalogue(reader, shelf),
  };
}
