export { type Choice, choicesOfProduct, keepChoices } from "./attributes/choices.ts";
export { attributeRoutes } from "./attributes/routes.ts";
export { showAvailability } from "./availability/availability.ts";
export { InStockShown, type InStock } from "./availability/in-stock.ts";
export * as catalogueInBulk from "./bulk/queries.ts";
export { changeCatalogue, changeCatalogueNow, lockCatalogue } from "./changes/changes.ts";
export { catalogueFreshness } from "./changes/freshness.ts";
export { continueNumbering as continueCatalogueNumbers, nothingElsewhere } from "./changes/queries.ts";
export { fillCatalogue, isSampleCatalogue, removeCatalogue, type SampleProduct } from "./changes/sample.ts";
export { departmentRoutes } from "./departments/routes.ts";
export { catalogueSchedule, catalogueTasks } from "./jobs.ts";
export { recountProducts } from "./products/counting/counting.ts";
export { productPictures } from "./importing/queries.ts";
export { choicesOfProducts, importProducts } from "./importing/importing.ts";
export {
  importAttributes,
  importCategories,
  importDepartments,
  importProductAttributes,
  importProductCategories,
  importReviews,
  importValues,
} from "./importing/queries.ts";
export { requireProduct } from "./products/products.ts";
export { productListRoutes, productRoutes } from "./products/routes.ts";
export { takeReviewDown, tellReviews } from "./reviews/moderation.ts";
export { formerCustomer } from "./reviews/queries.ts";
export { reviewFreshness } from "./reviews/ratings/freshness.ts";
export { recountRatings } from "./reviews/ratings/queries.ts";
export { exportReviews, forgetReviewer } from "./reviews/reviews.ts";
export { reviewRoutes } from "./reviews/routes.ts";
export { fillSynonyms, listSynonyms, type Synonyms } from "./search/synonyms.ts";
export { keepVocabulary } from "./search/vocabulary.ts";
