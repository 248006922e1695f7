import type { Load } from "../load.ts";
import { cachedList, cachedProduct, cachedUnchanged } from "./cached.ts";
import { addToCart, readCart } from "./cart.ts";
import { checkout } from "./checkout.ts";
import { signedInCustomer } from "./customers.ts";
import { placeOrder } from "./order.ts";
import { uncachedFilter, uncachedList, uncachedProduct, uncachedSearch } from "./uncached.ts";

/** Every load, in the order of the table. */
export const loads: readonly Load[] = [
  cachedList,
  cachedProduct,
  cachedUnchanged,
  uncachedList,
  uncachedProduct,
  uncachedFilter,
  uncachedSearch,
  signedInCustomer,
  addToCart,
  readCart,
  placeOrder,
  checkout,
];
