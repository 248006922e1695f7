import { setTimeout as delay } from "node:timers/promises";
import { elsewhere, type Buyer, type Reply } from "./buyers.ts";
import type { ServerOptions, TwoServers } from "./servers.ts";

/** A buyer gives up after this; another server or database is open in far less. */
const patienceMilliseconds = 60_000;

const isTemporary = (reply: Reply | undefined): boolean =>
  !reply || reply.status === 503 || (reply.status === 409 && reply.body.error.code === "COM_09");

/** What a buyer was told in the end; `isAgain`: an answer was lost or put off before. */
export type Answered = { readonly reply: Reply | undefined; readonly isAgain: boolean };

/** Asks one server and then the other until one of them says what came of it. */
export const askSomewhere = async (
  { servers }: Pick<TwoServers, "servers">,
  buyer: Buyer,
  first: number,
  ask: (at: Buyer) => Promise<Reply>,
): Promise<Answered> => {
  const giveUpAt = Date.now() + patienceMilliseconds;
  for (let tries = 0; ; tries += 1) {
    const server = servers[(first + tries) % 2] as TwoServers["servers"][0];
    const reply = await ask(elsewhere(buyer, server.ask)).catch(() => undefined);
    if (!isTemporary(reply) || Date.now() > giveUpAt) return { reply, isAgain: tries > 0 };
    await delay(5);
  }
};

/** The first answer to each order is lost on its way, on whichever server: the order stands, and its buyer asks again. */
export const losingAnswers = (isKeyHeeded: boolean, ofCarts = /./): ServerOptions => {
  const lost = new Set<string>();
  return {
    plant: (app) => {
      if (!isKeyHeeded) app.addHook("onRequest", async ({ headers }) => void delete headers["idempotency-key"]);
      app.addHook("onSend", async (request, { statusCode }) => {
        const cart = String((request.body as { cart_id?: string } | undefined)?.cart_id);
        if (request.url !== "/orders" || statusCode !== 200 || lost.has(cart) || !ofCarts.test(cart)) return;
        lost.add(cart);
        request.raw.socket.destroy();
      });
    },
  };
};
