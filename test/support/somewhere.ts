import { setTimeout as delay } from "node:timers/promises";
import { elsewhere, type Buyer, type Reply } from "./clients/buyers.ts";
import type { ServerOptions, TwoServers } from "./servers/servers.ts";

/** Time after which a buyer gives up; another server or database opens much sooner. */
const patienceMilliseconds = 60_000;

const isTemporary = (reply: Reply | undefined): boolean =>
  !reply || reply.status === 503 || (reply.status === 409 && reply.body.error.code === "COM_09");

/** The last reply to a buyer; `isAgain`: an earlier reply was lost or temporary. */
export type Answered = { readonly reply: Reply | undefined; readonly isAgain: boolean };

/** Sends a request to one server and then the other until one gives a final reply, or the buyer gives up. */
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

/** Loses the first reply to each order, on either server: the order exists, and its buyer retries. */
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
