import type { Config } from "../platform/config.ts";
import type { Feature } from "../platform/feature.ts";
import { cartSchedule, cartTasks } from "./jobs.ts";
import { cartRoutes, type CartDependencies } from "./routes.ts";

export { exportCart, eraseCart, renewCart } from "./claim-cart.ts";
export { anyCart } from "./import-carts.queries.ts";
export { importCarts, resolveVariantsAmong, type CartTaken, type ImportedLine } from "./import-carts.ts";
export { addToCart, changeQuantity, removeFromCart, showCart } from "./cart.ts";
export { cartRow, isOwnCartId, newCartId } from "./cart-numbers.ts";
export { lockCart, type OrderedLine, removeOrdered } from "./ordered-lines.ts";
export { boughtColumns } from "./ordered-lines.queries.ts";
export { mostUnits, type CartItem } from "./schemas.ts";

export function cartFeature({ config, ...dependencies }: CartDependencies & { readonly config: Config }): Feature {
  return {
    name: "cart",
    apiTags: [{ name: "Shopping cart", description: "What somebody means to buy; whoever knows a cart's id owns it" }],
    routes: (route) => cartRoutes(route, dependencies),
    tasks: () => cartTasks({ db: dependencies.db, config }),
    schedule: cartSchedule,
  };
}
