import type { FastifyReply, FastifyRequest } from "fastify";
import { addToCart, changeQuantity, newCartId, removeFromCart, showCart } from "../cart/index.ts";
import type { ResolveVariant } from "../catalogue/index.ts";
import type { Database } from "../platform/database/database.ts";
import type { App } from "../platform/http/server.ts";
import { Refusal } from "../platform/refusal.ts";
import { paths, withQuery } from "./addresses.ts";
import { cartCookie, cartIn } from "./cart-cookie.ts";
import { pageHeaders, pageType } from "./frame.ts";
import { Addition, CartQuery, Change, Removal } from "./page-input.ts";
import { cartPage, unitsIn, type Problem } from "./pages/cart.ts";
import { requireSameOrigin } from "./same-origin.ts";
import type { Sources } from "./sources.ts";

type Dependencies = {
  readonly db: Database;
  readonly resolveVariant: ResolveVariant;
  readonly sources: Sources;
  readonly cartLifetimeDays: number;
};

type Option = Awaited<ReturnType<Sources["reads"]["options"]>>[number];

/** Registers the cart's page and its forms, each of which leads to a page, so that they need no script. */
export function cartRoutes(app: App, { db, resolveVariant, sources, cartLifetimeDays: days }: Dependencies): void {
  const { reads, frame } = sources;
  const onlyOwn = { onRequest: async ({ headers }: FastifyRequest) => requireSameOrigin(headers) };
  const linesOf = async ({ headers }: Pick<FastifyRequest, "headers">) => {
    const cartId = cartIn(headers);
    return cartId === undefined ? [] : showCart(db, cartId);
  };
  const keepCart = (request: Caller, reply: FastifyReply, cartId: string) =>
    reply.header("set-cookie", cartCookie(cartId, { isSecure: isSecure(request, frame.base), days }));

  app.get("/cart", { schema: { hide: true, querystring: CartQuery } }, async (request, reply) =>
    personal(reply)
      .headers(pageHeaders)
      .type(pageType)
      .send(await cartPage(sources, await linesOf(request), request.query.problem)),
  );

  app.get("/cart/units", { schema: { hide: true } }, async (request, reply) =>
    personal(reply).send({ units: unitsIn(await linesOf(request)) }),
  );

  app.post("/cart/add", { schema: { hide: true, body: Addition }, ...onlyOwn }, async (request, reply) => {
    const { product_id, option = [], quantity = 1 } = request.body;
    const attributes = chosenAmong(await reads.options(product_id), option);
    if (attributes === undefined) {
      const { name } = await reads.product(product_id);
      return seeOther(reply, withQuery(paths.product({ id: product_id, name }), { problem: "options" }));
    }
    const cart_id = cartIn(request.headers) ?? newCartId();
    return changed(reply, async () => {
      await addToCart({ db, resolveVariant }, { cart_id, product_id, attributes, quantity });
      keepCart(request, reply, cart_id);
    });
  });

  app.post("/cart/change", { schema: { hide: true, body: Change }, ...onlyOwn }, async (request, reply) => {
    const { item_id, quantity } = request.body;
    return changed(reply, () => changeQuantity(db, item_id, quantity));
  });

  app.post("/cart/remove", { schema: { hide: true, body: Removal }, ...onlyOwn }, async (request, reply) =>
    changed(reply, () => removeFromCart(db, request.body.item_id)),
  );
}

type Caller = Pick<FastifyRequest, "headers" | "protocol" | "host">;

/** Changes the cart, and leads to its page, which says so where the change was refused. */
async function changed(reply: FastifyReply, change: () => Promise<unknown>): Promise<FastifyReply> {
  try {
    await change();
  } catch (error) {
    const problem = error instanceof Refusal ? problemOf(error) : undefined;
    if (problem === undefined) throw error;
    return seeOther(reply, withQuery(paths.cart, { problem }));
  }
  return seeOther(reply, paths.cart);
}

function problemOf({ code, field }: Refusal): Problem | undefined {
  if (code === "CAR_01") return "gone";
  return code === "COM_02" && ["cart_id", "quantity"].includes(field) ? "full" : undefined;
}

/**
 * Returns the names of the chosen values in the order of the product's attributes; undefined unless there is exactly one
 * of each attribute, and no other.
 */
function chosenAmong(options: readonly Option[], chosen: readonly number[]): string | undefined {
  const groups = [...Map.groupBy(options, ({ attribute_name }) => attribute_name).values()];
  const values = groups.map((group) => group.filter(({ attribute_value_id: id }) => chosen.includes(id)));
  const isWhole = values.every(({ length }) => length === 1) && new Set(chosen).size === groups.length;
  return isWhole ? values.map(([value]) => value?.attribute_value).join(", ") : undefined;
}

/** A browser that sees the shop with TLS sends the cookie only so, also where the proxy in front is not trusted. */
function isSecure({ protocol, host }: Caller, base: string): boolean {
  const { protocol: ofShop, host: hostOfShop } = new URL(base);
  return protocol === "https" || (ofShop === "https:" && host === hostOfShop);
}

function personal(reply: FastifyReply): FastifyReply {
  return reply.header("cache-control", "private, no-store");
}

/** Leads to a page that is read with GET, whatever the method of this request. */
function seeOther(reply: FastifyReply, path: string): FastifyReply {
  return personal(reply).code(303).header("location", path).send();
}
