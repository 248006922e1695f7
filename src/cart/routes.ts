import type { IncomingHttpHeaders } from "node:http";
import { Type } from "typebox";
import { Nothing } from "../platform/http/fields.ts";
import { keySent } from "../platform/idempotency/idempotency-key.ts";
import { replayed } from "../platform/http/replayed.ts";
import type { Route } from "../platform/http/route.ts";
import {
  addToCart,
  changeQuantity,
  emptyCart,
  moveToCart,
  removeFromCart,
  saveForLater,
  showCart,
  showSaved,
  totalAmount,
} from "./cart.ts";
import { cartOf, claimCart, type ClaimingDependencies } from "./claim-cart.ts";
import { newCartId } from "./cart-numbers.ts";
import type { ResolveVariant } from "../catalogue/index.ts";
import { AddToCart, CartId, CartItem, CustomerCart, itemId, mostUnits, Quantity, SavedItem } from "./schemas.ts";

export type CartDependencies = ClaimingDependencies & { readonly resolveVariant: ResolveVariant };

const tag = "Shopping cart";
const Lines = Type.Array(CartItem, { description: "Newest line last" });

const ofCart = { tag, params: CartId } as const;
const ofItem = { tag, params: Type.Object({ item_id: itemId }), refusals: ["CAR_01"] } as const;
const twice = "The contract has it as a GET; POST does the same.";

export function cartRoutes(route: Route, { db, resolveVariant, holdCustomer }: CartDependencies): void {
  route(
    {
      method: "GET",
      path: "/shoppingcart/generateUniqueId",
      operationId: "createCart",
      access: "anyone",
      tag,
      summary: "Get an id for a new cart",
      answers: CartId,
      never: ["COM_50"],
    },
    async () => ({ cart_id: newCartId() }),
  );

  route(
    {
      method: "POST",
      path: "/shoppingcart/add",
      operationId: "addToCart",
      access: "anyone",
      tag,
      summary: "Put a product into a cart",
      description:
        "The same product with the same attributes is one line, however they are spelt, and its quantity is raised; a line that was saved for later is back in the cart. A cart holds at most 100 lines.",
      body: AddToCart,
      answers: Lines,
      takesKey: "one for each request",
      refusals: ["USR_02", "USR_07", "PRO_01"],
    },
    async ({ body, headers, reply }) =>
      replayed(reply, await addToCart({ db, resolveVariant }, body, keySent(headers))),
  );

  route(
    {
      method: "GET",
      path: "/shoppingcart/:cart_id",
      operationId: "showCart",
      access: "anyone",
      ...ofCart,
      summary: "Show a cart",
      answers: Lines,
    },
    ({ params }) => showCart(db, params.cart_id),
  );

  route(
    {
      method: "PUT",
      path: "/shoppingcart/update/:item_id",
      operationId: "changeQuantity",
      access: "anyone",
      ...ofItem,
      summary: "Change a line's quantity",
      body: Quantity,
      answers: Lines,
      refusals: ["USR_02", "CAR_01"],
    },
    ({ params, body }) => changeQuantity(db, params.item_id, body.quantity),
  );

  route(
    {
      method: "DELETE",
      path: "/shoppingcart/empty/:cart_id",
      operationId: "emptyCart",
      access: "anyone",
      ...ofCart,
      summary: "Empty a cart",
      description: "What is saved for later stays.",
      answers: Lines,
    },
    ({ params }) => emptyCart(db, params.cart_id),
  );

  for (const method of ["GET", "POST"] as const) {
    const acts = method === "GET" ? ({ changesByGet: true } as const) : ({ takesKey: "one for each path" } as const);
    const how = { ...ofItem, ...acts, description: twice, answers: Nothing };
    const suffix = method === "GET" ? "ByGet" : "";
    const keyOf = (headers: IncomingHttpHeaders) => (method === "POST" ? keySent(headers) : undefined);
    route(
      {
        method,
        path: "/shoppingcart/saveForLater/:item_id",
        operationId: `saveForLater${suffix}`,
        access: "anyone",
        ...how,
        summary: "Save a line for later",
      },
      async ({ params, headers, reply }) =>
        void replayed(reply, await saveForLater(db, params.item_id, keyOf(headers))),
    );
    route(
      {
        method,
        path: "/shoppingcart/moveToCart/:item_id",
        operationId: `moveToCart${suffix}`,
        access: "anyone",
        ...how,
        summary: "Move a saved line back into its cart",
      },
      async ({ params, headers, reply }) => void replayed(reply, await moveToCart(db, params.item_id, keyOf(headers))),
    );
  }

  route(
    {
      method: "GET",
      path: "/shoppingcart/getSaved/:cart_id",
      operationId: "listSavedItems",
      access: "anyone",
      ...ofCart,
      summary: "List the lines saved for later",
      answers: Type.Array(SavedItem),
    },
    ({ params }) => showSaved(db, params.cart_id),
  );

  route(
    {
      method: "GET",
      path: "/shoppingcart/totalAmount/:cart_id",
      operationId: "showCartTotal",
      access: "anyone",
      ...ofCart,
      summary: "Sum up a cart",
      answers: Type.Object({ total_amount: Type.String({ examples: ["29.98"] }) }),
    },
    ({ params }) => totalAmount(db, params.cart_id),
  );

  route(
    {
      method: "DELETE",
      path: "/shoppingcart/removeProduct/:item_id",
      operationId: "removeFromCart",
      access: "anyone",
      ...ofItem,
      summary: "Remove a line",
      answers: Nothing,
    },
    ({ params }) => removeFromCart(db, params.item_id),
  );

  route(
    {
      method: "POST",
      path: "/shoppingcart/claim",
      operationId: "claimCart",
      access: "customer",
      tag,
      summary: "Make a guest's cart the customer's",
      description: `A customer who has a cart already gets the guest's lines into it, quantities added up to ${mostUnits}, and the guest's cart is removed; so it is with a cart whose id the shop did not give out. Go on with the \`cart_id\` that is answered.`,
      body: CartId,
      answers: CustomerCart,
      takesKey: "one for each request",
      refusals: ["USR_02"],
    },
    async ({ identity, body, headers, reply }) =>
      replayed(reply, await claimCart({ db, holdCustomer }, identity.customerId, body.cart_id, keySent(headers))),
  );

  route(
    {
      method: "GET",
      path: "/shoppingcart/mine",
      operationId: "showOwnCart",
      access: "customer",
      tag,
      summary: "Show the customer's cart",
      answers: CustomerCart,
    },
    ({ identity }) => cartOf({ db, holdCustomer }, identity.customerId),
  );
}
