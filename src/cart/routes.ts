import type { FastifyReply } from "fastify";
import { Type } from "typebox";
import { openActions, personalActions } from "../platform/http/action.ts";
import { Nothing } from "../platform/http/fields.ts";
import type { Identify } from "../platform/http/identity.ts";
import { keySent } from "../platform/idempotency/idempotency-key.ts";
import { replayed } from "../platform/idempotency/run-idempotently.ts";
import type { App } from "../platform/http/server.ts";
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

type Dependencies = ClaimingDependencies & { readonly resolveVariant: ResolveVariant; readonly identify: Identify };

const tag = "Shopping cart";
const Lines = Type.Array(CartItem, { description: "Newest line last" });

const ofCart = { tag, params: CartId } as const;
const ofItem = { tag, params: Type.Object({ item_id: itemId }), refusals: ["CAR_01"] } as const;
const twice = "The contract has it as a GET; POST does the same.";

/** What somebody means to buy. */
export function cartRoutes(app: App, { db, resolveVariant, identify, holdCustomer }: Dependencies): void {
  const open = openActions(app);
  const personal = personalActions(app, identify);

  open(
    "GET",
    "/shoppingcart/generateUniqueId",
    { tag, summary: "Get an id for a new cart", answers: CartId, never: ["COM_50"] },
    async () => ({ cart_id: newCartId() }),
  );

  open(
    "POST",
    "/shoppingcart/add",
    {
      tag,
      summary: "Put a product into a cart",
      description:
        "The same product with the same attributes is one line, however they are spelt, and its quantity is raised; a line that was saved for later is back in the cart. A cart holds at most 100 lines.",
      body: AddToCart,
      answers: Lines,
      takesKey: "one for each request",
      refusals: ["USR_02", "USR_07", "PRO_01"],
    },
    async ({ body, reply }) => replayed(reply, await addToCart({ db, resolveVariant }, body, keySent(reply))),
  );

  open("GET", "/shoppingcart/:cart_id", { ...ofCart, summary: "Show a cart", answers: Lines }, ({ params }) =>
    showCart(db, params.cart_id),
  );

  open(
    "PUT",
    "/shoppingcart/update/:item_id",
    { ...ofItem, summary: "Change a line's quantity", body: Quantity, answers: Lines, refusals: ["USR_02", "CAR_01"] },
    ({ params, body }) => changeQuantity(db, params.item_id, body.quantity),
  );

  open(
    "DELETE",
    "/shoppingcart/empty/:cart_id",
    { ...ofCart, summary: "Empty a cart", description: "What is saved for later stays.", answers: Lines },
    ({ params }) => emptyCart(db, params.cart_id),
  );

  for (const method of ["GET", "POST"] as const) {
    const acts = method === "GET" ? ({ changesByGet: true } as const) : ({ takesKey: "one for each path" } as const);
    const how = { ...ofItem, ...acts, description: twice, answers: Nothing };
    const keyOf = (reply: FastifyReply) => (method === "POST" ? keySent(reply) : undefined);
    open(
      method,
      "/shoppingcart/saveForLater/:item_id",
      { ...how, summary: "Save a line for later" },
      async ({ params, reply }) => void replayed(reply, await saveForLater(db, params.item_id, keyOf(reply))),
    );
    open(
      method,
      "/shoppingcart/moveToCart/:item_id",
      { ...how, summary: "Move a saved line back into its cart" },
      async ({ params, reply }) => void replayed(reply, await moveToCart(db, params.item_id, keyOf(reply))),
    );
  }

  open(
    "GET",
    "/shoppingcart/getSaved/:cart_id",
    { ...ofCart, summary: "List the lines saved for later", answers: Type.Array(SavedItem) },
    ({ params }) => showSaved(db, params.cart_id),
  );

  open(
    "GET",
    "/shoppingcart/totalAmount/:cart_id",
    {
      ...ofCart,
      summary: "Sum up a cart",
      answers: Type.Object({ total_amount: Type.String({ examples: ["29.98"] }) }),
    },
    ({ params }) => totalAmount(db, params.cart_id),
  );

  open(
    "DELETE",
    "/shoppingcart/removeProduct/:item_id",
    { ...ofItem, summary: "Remove a line", answers: Nothing },
    ({ params }) => removeFromCart(db, params.item_id),
  );

  personal(
    "POST",
    "/shoppingcart/claim",
    {
      tag,
      summary: "Make a guest's cart the customer's",
      description: `A customer who has a cart already gets the guest's lines into it, quantities added up to ${mostUnits}, and the guest's cart is removed; so it is with a cart whose id the shop did not give out. Go on with the \`cart_id\` that is answered.`,
      body: CartId,
      answers: CustomerCart,
      takesKey: "one for each request",
      refusals: ["USR_02"],
    },
    async ({ identity, body, reply }) =>
      replayed(reply, await claimCart({ db, holdCustomer }, identity.customerId, body.cart_id, keySent(reply))),
  );

  personal(
    "GET",
    "/shoppingcart/mine",
    { tag, summary: "Show the customer's cart", answers: CustomerCart },
    ({ identity }) => cartOf({ db, holdCustomer }, identity.customerId),
  );
}
