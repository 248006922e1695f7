import { orderedLines, removeItems } from "../../src/cart/ordered-lines.queries.ts";
import { ownerOfCart } from "../../src/cart/cart.queries.ts";
import { trackedProducts, requireUntracked } from "../../src/stock/stock.queries.ts";
import { buyer } from "../../src/customers/buyer.queries.ts";
import { addLines, addOrder, addOwner, termsOf } from "../../src/orders/placement/place-order.queries.ts";
import { json } from "../accounts.ts";
import { buyersOf, customers } from "../buyers.ts";
import type { Load } from "../load.ts";
import { computed, inPgbench, together } from "../same-sql.ts";

const choices = { shippingId: 3, taxId: 1 };
/** Orders are spread over sixty products without tracked stock, as most of a shop's are. */
const firstProduct = 30;
const products = 60;

/** Inserts carts of one line with the ids `name`-0, `name`-1, …; the bucket is what the server computes from the id. */
const filledCarts = (name: string, carts: number): string => `
create temporary table filled as
  select n, '${name}-' || n as cart_id, ('x' || left(encode(sha256(('${name}-' || n)::bytea), 'hex'), 3))::bit(12)::integer as bucket
  from generate_series(0, ${carts - 1}) n;
insert into cart (cart_bucket, cart_id, used_on) select bucket, cart_id, '2026-01-01' from filled;
insert into cart_item (cart_bucket, item_id, cart_id, product_id, attributes, variant_key, quantity, position)
  select bucket, bucket * 1099511627776 + 200000000 + n, cart_id, ${firstProduct} + n % ${products}, 'LG, red', '3,8', 1, 1 from filled;
drop table filled;
`;

/** Inserts the same carts, but with a bucket that pgbench can compute. */
const filledForPgbench = (carts: number): string => `
insert into cart (cart_bucket, cart_id, used_on) select n % 4096, 'pgbench-order-' || n, '2026-01-01' from generate_series(0, ${carts - 1}) n;
insert into cart_item (cart_bucket, item_id, cart_id, product_id, attributes, variant_key, quantity, position)
  select n % 4096, (n % 4096) * 1099511627776 + 1000000 + n, 'pgbench-order-' || n, ${firstProduct} + n % ${products}, 'LG, red', '3,8', 1, 1
  from generate_series(0, ${carts - 1}) n;
`;

const customerId = computed(":customer");
export const orderKey = { customerId, orderId: computed(":order_id") };

/** A cart and its lines, as pgbench computes them. */
type Filled = {
  readonly cart: { readonly bucket: never; readonly cartId: never };
  readonly lines: readonly { readonly itemId: never; readonly productId: never }[];
};

/** Returns the statements that the server sends to place the order of a cart. */
export const orderingInPgbench = ({ cart, lines }: Filled): string => {
  const subtotalCents = 1499 * lines.length;
  const order = {
    ...orderKey,
    ...choices,
    subtotalCents,
    shippingCents: 500,
    taxCents: 170,
    totalCents: subtotalCents + 670,
    shippingType: "7 Days",
    taxType: "Sales Tax",
    taxBasisPoints: 850,
    attention: [],
    shipTo: { name: "A Buyer", address_1: "1 Loom Lane", city: "Paterson", region: "NJ", country: "USA" },
    now: new Date("2026-01-01"),
    mostOrders: 0,
    mostUnits: 0,
    reservedUnits: 0,
  };
  const frozen = lines.map(({ productId }, index) => ({
    ...orderKey,
    lineNumber: index + 1,
    productId,
    productName: "A t-shirt",
    attributes: "LG, red",
    variantKey: "3,8",
    quantity: 1,
    unitCostCents: 1499,
    isCounted: false,
  }));
  const productIds = lines.map(({ productId }) => productId);
  return together(
    inPgbench(termsOf(choices), " \\gset"),
    inPgbench(buyer(customerId)),
    inPgbench(ownerOfCart(cart)),
    inPgbench(orderedLines(cart)),
    inPgbench(trackedProducts({ productIds, variantKeys: frozen.map(({ variantKey }) => variantKey) })),
    inPgbench(addOrder(order)),
    inPgbench(addOwner(orderKey)),
    inPgbench(
      removeItems(
        cart,
        lines.map(({ itemId }) => itemId),
      ),
    ),
    inPgbench(addLines(frozen)),
    inPgbench(requireUntracked(productIds)),
  );
};

/** Each client of pgbench empties its own carts, one after the other. */
export const nextCart = `\\set next :next + 1
\\set cart :first + :client_id * :carts + :next
\\set product ${firstProduct} + mod(:cart, ${products})
\\set customer random(1, ${customers})
`;

const ordering = orderingInPgbench({
  cart: { bucket: computed("mod(:cart, 4096)"), cartId: computed("'pgbench-order-' || :cart") },
  lines: [{ itemId: computed("mod(:cart, 4096) * 1099511627776 + 1000000 + :cart"), productId: computed(":product") }],
});

/** Places the order of a cart with one line. */
export const placeOrder: Load = {
  name: "place order",
  goal: { ofPgbench: 0.6 },
  // Twenty accounts are registered from one network address.
  settings: { RATE_LIMIT: "off" },
  isSteady: false,
  fill: (requests) => filledCarts("bench", requests),
  async prepare(url) {
    const everyone = await buyersOf(url);
    const body = JSON.stringify({ cart_id: "bench-{next}", shipping_id: choices.shippingId, tax_id: choices.taxId });
    return everyone.map((headers) => ({ path: "/orders", method: "POST", headers: { ...json, ...headers }, body }));
  },
  sameSql: { fill: filledForPgbench, text: nextCart + ordering },
};
