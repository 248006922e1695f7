import { anyEmail, signUp } from "../support/clients/customers.ts";
import type { Ground, Question, Refused, Row } from "./row.ts";

/** Registers a separate customer, for requests that change or end what the customer has. */
export const somebody = ({ shop }: Ground) => signUp(shop.app);

/** A request of the shop's buyer. */
export const personal = (url: string, body?: Question["body"], more: Partial<Row> = {}): Row => ({
  asks: ({ buyer: { token } }) => ({ url, token, ...(body ? { body } : {}) }),
  ...more,
});

/** The same request by a customer who signed in too long ago. */
export const stale: Refused = {
  asks: async (ground, good) => {
    const { accessToken: token, sessionId } = await somebody(ground);
    await ground.shop.sql("update session set created_at = now() - interval '16 minutes' where session_id = $1", [
      sessionId,
    ]);
    return { ...good, token, body: { ...good.body, ...(good.body?.["name"] ? { email: anyEmail() } : {}) } };
  },
  field: "current_password",
  message: /^Invalid Data: give your current password, or sign in again/,
};
/** The same request with a wrong current password, in the header and in the body. */
export const wrongPassword: Refused = {
  asks: (_, good) => ({
    ...good,
    headers: { "current-password": "not%20the%20one" },
    ...(good.body ? { body: { ...good.body, current_password: "not the one" } } : {}),
  }),
  field: "current_password",
  message: /^The current password is wrong\.$/,
};
