import { changeCart, readCart, takeCart } from "./carts.ts";
import { type Errand, type Kind, signedIn } from "./errand.ts";
import { browse, searchFor } from "./lists.ts";
import type { Shopper, World } from "./world.ts";

/** Pages of the frame around a shop's lists. */
const frame = [
  "/departments",
  "/categories",
  "/categories/inDepartment/1",
  "/categories/inDepartment/2",
  "/attributes",
];
const shippingPaths = ["/shipping/regions", "/shipping/regions/2", "/tax"];
const accountPaths = ["/customer", "/orders/inCustomer"];
/** Share of looks at a product that fetch what belongs to it. */
const detailShare = 0.3;
const details = ["related", "reviews", "locations"];
/** Share of sign-ins that open a new account. */
const newShare = 0.3;
const mostPaid = 2000;

const makers: Readonly<Record<Kind, (world: World) => Errand>> = {
  departments: ({ dice }) => ({ kind: "departments", path: dice.pick(frame) }),
  list: browse,
  search: searchFor,
  product: lookAt,
  shipping: ({ dice }) => ({ kind: "shipping", path: dice.pick(shippingPaths) }),
  "read cart": readCart,
  "change cart": changeCart,
  "sign in": signIn,
  refresh,
  account,
  order,
  payment: pay,
};

/**
 * Returns a request of a kind. Where that kind needs what is not there (a filled cart, an unpaid order), it is another,
 * as its `kind` tells.
 */
export function errandOf(world: World, kind: Kind): Errand {
  return makers[kind](world);
}

/** Popular products are looked at more often than others. */
function lookAt({ dice, products }: World): Errand {
  const path = `/products/${1 + Math.floor(dice.next() ** 2 * products)}`;
  return { kind: "product", path: dice.next() < detailShare ? `${path}/${dice.pick(details)}` : path };
}

type Entrance = { readonly accessToken: string; readonly refresh_token: string };

function signIn({ dice, shoppers, newName }: World): Errand {
  const shopper = dice.pick(shoppers);
  const { email, password } = shopper;
  const posting = { kind: "sign in", method: "POST" } as const;
  if (dice.next() < newShare)
    return { ...posting, path: "/customers", body: { name: "A Buyer", email: `${newName()}@example.com`, password } };
  return { ...posting, path: "/customers/login", body: { email, password }, learn: admitting(shopper) };
}

function refresh(world: World): Errand {
  const shopper = world.dice.pick(world.shoppers);
  const { refreshToken } = shopper;
  if (refreshToken === undefined) return account(world);
  shopper.refreshToken = undefined;
  const body = { refresh_token: refreshToken };
  return { kind: "refresh", method: "POST", path: "/customers/refresh", body, learn: admitting(shopper) };
}

function admitting(shopper: Shopper): (entrance: Entrance) => void {
  return ({ accessToken, refresh_token }) => {
    shopper.accessToken = accessToken;
    shopper.refreshToken = refresh_token;
  };
}

function account({ dice, shoppers }: World): Errand {
  return { kind: "account", path: dice.pick(accountPaths), headers: signedIn(dice.pick(shoppers)) };
}

function order(world: World): Errand {
  const cart = takeCart(world);
  if (!cart) return changeCart(world);
  const { accessToken } = world.dice.pick(world.shoppers);
  return {
    kind: "order",
    method: "POST",
    path: "/orders",
    headers: { ...signedIn({ accessToken }), "idempotency-key": world.newName() },
    body: { cart_id: cart.cartId, shipping_id: 3, tax_id: 1 },
    learn: ({ orderId }: { readonly orderId: number }) => void world.unpaid.push({ orderId, accessToken }),
  };
}

/** Pays an order; when none waits, asks for the state of a paid one, as buyers do then. */
function pay(world: World): Errand {
  const { dice, unpaid, paid } = world;
  const order = unpaid.shift();
  if (order) return paying(order, paid);
  if (paid.length === 0) return changeCart(world);
  const { orderId, accessToken } = dice.pick(paid);
  return { kind: "payment", path: `/orders/shortDetail/${orderId}`, headers: signedIn({ accessToken }) };
}

function paying(order: World["unpaid"][number], paid: World["paid"]): Errand {
  return {
    kind: "payment",
    method: "POST",
    path: "/stripe/charge",
    headers: signedIn(order),
    body: { stripeToken: "tok_visa", order_id: order.orderId, description: "A few t-shirts" },
    learn: () => {
      if (paid.push(order) > mostPaid) paid.shift();
    },
  };
}
