import { anyEmail, signUp } from "../support/customers.ts";
import type { Ground, Question, Refused, Row } from "./row.ts";

/** Somebody of their own for a question that changes or ends what they have. */
export const somebody = ({ shop }: Ground) => signUp(shop.app);

/** A question of the shop's buyer. */
export const personal = (url: string, body?: Question["body"], more: Partial<Row> = {}): Row => ({
  asks: ({ buyer: { token } }) => ({ url, token, ...(body ? { body } : {}) }),
  ...more,
});

/** The same question of somebody who signed in too long ago. */
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
/** With a password that is not theirs, wherever it may stand. */
export const wrongPassword: Refused = {
  asks: (_, good) => ({
    ...good,
    headers: { "current-password": "not%20the%20one" },
    ...(good.body ? { body: { ...good.body, current_password: "not the one" } } : {}),
  }),
  field: "current_password",
  message: /^The current password is wrong\.$/,
};
