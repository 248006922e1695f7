import { randomBytes } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { terms, type Buyer, type Json } from "../support/clients/buyers.ts";
import { openClient, type Client, type Told } from "./client.ts";

/** A product whose stock is tracked as a whole: its units are conserved, whatever becomes of the orders. */
export const countedProduct = 8;
export const unitsAtFirst = 1_000_000;

/** One buyer's progress from a cart to a paid order. */
export type Purchase = {
  readonly cart: string;
  /** Replies to all tries, in order. */
  readonly told: { readonly act: "add" | "order" | "pay"; readonly told: Told }[];
  /** Units that the shop has confirmed to be in the cart. */
  units: number;
  orderId: number | undefined;
  isPaid: boolean;
};

const mostTries = 60;

/** Retries while the reply asks for it or is cut off; returns the final reply, or undefined after too many tries. */
const patiently = async (
  purchase: Purchase,
  act: "add" | "order" | "pay",
  ask: () => Promise<Told>,
): Promise<Told | undefined> => {
  for (let tries = 0; tries < mostTries; tries += 1) {
    const told = await ask();
    purchase.told.push({ act, told });
    if (told.status !== 503 && told.status !== 0 && told.status !== 409) return told;
    await delay(100);
  }
  return undefined;
};

/** Units that a buyer adds to a cart, one by one. */
export const unitsOfEach = 2;

/**
 * What a buyer sends with an idempotency key: orders, nothing, or every request. The last does not pay, because a proxy
 * in front of the shop repeats no payment.
 */
type Keyed = "orders" | "nothing" | "everything";

/** Adds two units to a new cart, orders them, and pays. */
const buy = async ({ ask }: Client, token: string, keyed: Keyed): Promise<Purchase> => {
  const cart = randomBytes(12).toString("hex");
  const purchase: Purchase = { cart, told: [], units: 0, orderId: undefined, isPaid: false };
  const key = { "user-key": token };
  for (let unit = 0; unit < unitsOfEach; unit += 1) {
    // The attributes contain the cart's id, so that its orders can be found.
    const line = { cart_id: cart, product_id: countedProduct, attributes: cart };
    const headers: Record<string, string> =
      keyed === "everything" ? { ...key, "idempotency-key": `${unit} ${cart}` } : {};
    const added = await patiently(purchase, "add", () => ask("POST", "/shoppingcart/add", line, headers));
    if (added?.status === 200) purchase.units += 1;
  }
  const headers: Record<string, string> = keyed === "nothing" ? key : { ...key, "idempotency-key": cart };
  const ordered = await patiently(purchase, "order", () =>
    ask("POST", "/orders", { cart_id: cart, ...terms }, headers),
  );
  if (ordered?.status !== 200) return purchase;
  purchase.orderId = ordered.body.orderId;
  if (keyed === "everything") return purchase;
  const charge = { stripeToken: "tok_visa", order_id: purchase.orderId, description: "Shirts" };
  const paid = await patiently(purchase, "pay", () => ask("POST", "/stripe/charge", charge, key));
  purchase.isPaid = paid?.status === 200;
  return purchase;
};

/**
 * Starts buyers who buy again and again, every second one with idempotency keys, or all with one on each request; returns
 * a function that stops them.
 */
export const keepBuying = (url: string, buyers: readonly Buyer[], atOnce: number, keyed?: "everything") => {
  const client = openClient(url);
  const purchases: Purchase[] = [];
  let isOver = false;
  const turns = Array.from({ length: atOnce }, async (_, turn) => {
    const { token } = buyers[turn % buyers.length] as Buyer;
    while (!isOver) purchases.push(await buy(client, token, keyed ?? (turn % 2 === 0 ? "orders" : "nothing")));
  });
  return async (): Promise<Purchase[]> => {
    isOver = true;
    await Promise.all(turns);
    client.close();
    return purchases;
  };
};

/** Returns, for each request that succeeded after a moment, how many milliseconds after it. */
export const successesAfter = (purchases: readonly Purchase[], moment: number): number[] =>
  purchases.flatMap(({ told }) =>
    told
      .filter(({ told: { status, endedAt } }) => status === 200 && endedAt > moment)
      .map(({ told: { endedAt } }) => endedAt - moment),
  );

/** What the shop's database contains about the purchases when nothing is in progress. */
export type ImportLog = {
  readonly orders: readonly {
    readonly order_id: number;
    readonly cart: string;
    readonly units: number;
    readonly status: string;
    readonly is_paid: boolean;
  }[];
  readonly unitsLeft: number;
};

export const readBooks = async (sql: (text: string) => Promise<Json[]>): Promise<ImportLog> => {
  const orders = await sql(`
    select o.order_id::int, min(attributes) as cart, sum(quantity)::int as units, o.status,
      bool_or(succeeded_at is not null) as is_paid
    from customer_order o join order_line using (customer_id, order_id)
    left join payment p on p.customer_id = o.customer_id and p.order_id = o.order_id
    where product_id = ${countedProduct} group by o.customer_id, o.order_id`);
  const [{ units = 0 } = {}] = await sql(`select units from stock where product_id = ${countedProduct}`);
  return { orders: orders as unknown as ImportLog["orders"], unitsLeft: units };
};

/** Returns inconsistencies, and replies that no buyer should get. */
export const complaintsOf = (purchases: readonly Purchase[], books: ImportLog): string[] => {
  const replies = purchases.flatMap(({ told }) => told);
  const byId = new Map(books.orders.map((order) => [order.order_id, order]));
  const byCart = Map.groupBy(books.orders, ({ cart }) => cart);
  const taken = books.orders
    .filter(({ status }) => status !== "cancelled" && status !== "refunded")
    .reduce((sum, { units }) => sum + units, 0);
  return [
    ...replies.flatMap(({ act, told: { status, retryAfter, body } }) => [
      ...(status === 500 ? [`500 to ${act}`] : []),
      ...(status === 0 ? [`cut off: ${act}`] : []),
      ...(status === 503 && retryAfter !== "1" ? [`503 without Retry-After to ${act}`] : []),
      // Without a key, a buyer whose reply to an order was lost learns only that the cart is empty.
      ...(![0, 200, 409, 500, 503].includes(status) && body?.error?.code !== "CAR_02"
        ? [`${status} ${String(body?.error?.code)} to ${act}`]
        : []),
    ]),
    ...purchases.flatMap(({ cart, orderId, isPaid, units }) => {
      const order = orderId === undefined ? undefined : byId.get(orderId);
      return [
        ...(orderId !== undefined && !order ? [`lost order ${orderId}`] : []),
        ...(order && order.units < units ? [`lost units of order ${orderId}`] : []),
        ...(isPaid && order && !order.is_paid ? [`lost payment of order ${orderId}`] : []),
        ...((byCart.get(cart)?.length ?? 0) > 1 ? [`doubled order of cart ${cart}`] : []),
      ];
    }),
    ...books.orders.flatMap(({ order_id, status, is_paid }) =>
      (status === "paid") === is_paid
        ? []
        : [`order ${order_id} is ${status}, its payment ${is_paid ? "came" : "did not come"}`],
    ),
    ...(books.unitsLeft + taken === unitsAtFirst ? [] : [`stock: ${books.unitsLeft} left and ${taken} sold`]),
  ];
};

/** Returns how many orders were acknowledged, and how much of them was lost or doubled. */
export const orderFigures = (purchases: readonly Purchase[], complaints: readonly string[]) => {
  const said = (word: string) => complaints.filter((complaint) => complaint.startsWith(word)).length;
  const acknowledged = purchases.filter(({ orderId }) => orderId !== undefined).length;
  return { acknowledged, lost: said("lost"), doubled: said("doubled") };
};

/** Returns in one line how much was tried, with which results. */
export const summaryOf = (purchases: readonly Purchase[], complaints: readonly string[]): string => {
  const replies = purchases.flatMap(({ told }) => told);
  const of = (status: number) => replies.filter(({ told }) => told.status === status).length;
  const { acknowledged, lost, doubled } = orderFigures(purchases, complaints);
  const paid = purchases.filter(({ isPaid }) => isPaid).length;
  return `acknowledged ${acknowledged}, paid ${paid}, lost ${lost}, doubled ${doubled}, 500s ${of(500)}, 503s ${of(503)}, cut ${of(0)} of ${replies.length} requests`;
};
