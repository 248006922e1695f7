export { type Choice, choicesOfProduct, keepChoices } from "./attributes/choices.ts";
export { attributeRoutes } from "./attributes/routes.ts";
export { changeCatalogueNow } from "./changes/changes.ts";
export { catalogueFreshness } from "./changes/freshness.ts";
export { fillCatalogue, type SampleProduct } from "./changes/sample.ts";
export { departmentRoutes } from "./departments/routes.ts";
export { productListRoutes, productRoutes } from "./products/routes.ts";
export { exportReviews, forgetReviewer, reviewFreshness } from "./reviews/reviews.ts";
export { reviewRoutes } from "./reviews/routes.ts";
