export { exportCart, eraseCart } from "./claim-cart.ts";
export { importCarts, resolveVariantsAmong, type CartTaken, type ImportedLine } from "./import-carts.ts";
export { cartSchedule, cartTasks } from "./jobs.ts";
export { cartRow } from "./cart-numbers.ts";
export { lockCart, type OrderedLine, removeOrdered } from "./ordered-lines.ts";
export { boughtColumns } from "./ordered-lines.queries.ts";
export { cartRoutes } from "./routes.ts";
export { mostUnits } from "./schemas.ts";
