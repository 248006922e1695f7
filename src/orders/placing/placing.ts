import { cartRow, countedAmong, lockCart, removeOrdered, takeStock, type OrderedLine } from "../../cart/index.ts";
import { buyerWithin, type Buyer } from "../../customers/index.ts";
import type { Database, Writer } from "../../platform/database/database.ts";
import { refusal } from "../../platform/refusal.ts";
import { hashOfRequest } from "../idempotency/key.ts";
import { once, type Once } from "../idempotency/once.ts";
import { recordPayment } from "../paying/paying.ts";
import { requireLocked } from "../states/moving.ts";
import * as queries from "./queries.ts";
import { totalsOf } from "./totals.ts";

export type PlacingNeeds = { readonly db: Database; readonly currency: string };

/** What a customer asks for: the cart's lines, sent and taxed in this way. */
export type OrderWish = {
  readonly customerId: number;
  readonly cartId: string;
  readonly shippingId: number;
  readonly taxId: number;
};

const termsFor = async (tx: Writer, wish: OrderWish) => {
  const found = await tx.first(queries.termsOf(wish));
  if (!found) throw new Error("The database numbers no orders.");
  const { order_id, shipping_type, shipping_cost_cents, shipping_region_id, tax_type, tax_basis_points } = found;
  if (shipping_type === null || shipping_cost_cents === null) throw refusal("SHP_02", "shipping_id");
  if (tax_type === null || tax_basis_points === null) throw refusal("TAX_01", "tax_id");
  return {
    orderId: order_id,
    shippingType: shipping_type,
    shippingCents: shipping_cost_cents,
    shippingRegionId: shipping_region_id,
    taxType: tax_type,
    taxBasisPoints: tax_basis_points,
  };
};

/** A parcel needs an address, and its way must lead there. */
const requireWay = (buyer: Buyer, shippingRegionId: number | null): void => {
  if (!buyer.address_1 || !buyer.city || !buyer.country)
    throw refusal("COM_02", "address_1", {
      message: "Invalid Data: the customer has no address yet; PUT /customers/address sets it",
    });
  if (buyer.shipping_region_id !== shippingRegionId)
    throw refusal("SHP_02", "shipping_id", {
      message: "Don't exist shipping with this ID in the region of the customer's address",
    });
};

const frozen = (
  { customerId, orderId }: { customerId: number; orderId: number },
  lines: readonly OrderedLine[],
  counted: readonly OrderedLine[],
) =>
  lines.map((line, index) => ({
    customerId,
    orderId,
    lineNumber: index + 1,
    productId: line.product_id,
    productName: line.product_name,
    attributes: line.attributes,
    known: line.attributes_known,
    quantity: line.quantity,
    unitCostCents: line.unit_cost_cents,
    isCounted: counted.includes(line),
  }));

/**
 * Lock order: the customer (shared), the cart, then stock in ascending order. Stock is taken last, with the commit behind
 * it, so that buyers of one thing wait for one another no longer than they must. Three round trips: what is there, what
 * of it is counted, and all that becomes of it.
 */
const place = async (tx: Writer, { currency }: PlacingNeeds, wish: OrderWish): Promise<number> => {
  const { customerId, cartId } = wish;
  const [terms, buyer, lines] = await Promise.all([
    termsFor(tx, wish),
    buyerWithin(tx, customerId),
    lockCart(tx, cartId),
  ]);
  requireWay(buyer, terms.shippingRegionId);
  if (lines.length === 0) throw refusal("CAR_02", "cart_id");
  const counted = await countedAmong(tx, lines);
  const { shipping_region_id: _, ...shipTo } = buyer;
  const now = new Date();
  const key = { customerId, orderId: terms.orderId };
  const totals = totalsOf(lines, terms);
  tx.send(queries.addOrder({ ...wish, ...terms, ...totals, currency, shipTo, now }));
  tx.send(queries.addOwner(key));
  removeOrdered(
    tx,
    cartId,
    lines.map(({ item_id }) => item_id),
  );
  tx.send(queries.addLines(frozen(key, lines, counted)));
  const by = { byWhom: "shop", note: "There was nothing to pay", now };
  if (totals.totalCents === 0) await recordPayment(tx, key, await requireLocked(tx, key), by);
  takeStock(tx, counted);
  return terms.orderId;
};

const route = "POST /orders";

/** Makes an order of what is in the cart; with a key, once for that key. Answers the order's number. */
export const placeOrder = async (
  needs: PlacingNeeds,
  wish: OrderWish,
  key: string | undefined,
): Promise<Once<number>> => {
  const { db } = needs;
  const wants = [cartRow(wish)];
  if (key === undefined)
    return { reply: await db.transaction((tx) => place(tx, needs, wish), wants), isReplayed: false };
  const { customerId, ...asked } = wish;
  return once(db, { customerId, route, key, requestHash: hashOfRequest(asked) }, (tx) => place(tx, needs, wish), wants);
};
