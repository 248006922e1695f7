export { type Option, optionsOfProduct, keepOptions } from "./variants/options.ts";
export { variantKeyOf, combinationIn, openVariantResolver, type ResolveVariant } from "./variants/resolve-variant.ts";
export { attributeRoutes } from "./attributes/attributes.routes.ts";
export { showAvailability } from "./products/show-availability.ts";
export { InStockShown, type InStock } from "./products/in-stock.ts";
export * as catalogueBulkLoad from "./bulk-load.queries.ts";
export { changeCatalogue, changeCatalogueNow, lockCatalogue } from "./revision/change-catalogue.ts";
export { catalogueInvalidation } from "./revision/cache-invalidation.ts";
export { continueNumbering as continueCatalogueNumbers, nothingElsewhere } from "./revision/revision.queries.ts";
export { fillCatalogue, isSampleCatalogue, removeCatalogue, type SampleProduct } from "./revision/sample.ts";
export { departmentRoutes } from "./departments/departments.routes.ts";
export { catalogueSchedule, catalogueTasks } from "./jobs.ts";
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
export { productListRoutes, productRoutes } from "./products/products.routes.ts";
export { takeReviewDown, tellReviews } from "./reviews/moderation.ts";
export { formerCustomer } from "./reviews/reviews.queries.ts";
export { reviewInvalidation } from "./reviews/cache-invalidation.ts";
export { recountRatings } from "./reviews/ratings.queries.ts";
export { exportReviews, eraseReviewer } from "./reviews/reviews.ts";
export { reviewRoutes } from "./reviews/reviews.routes.ts";
export { fillSynonyms, listSynonyms, type Synonyms } from "./search/synonyms.ts";
export { keepVocabulary } from "./search/vocabulary.ts";
