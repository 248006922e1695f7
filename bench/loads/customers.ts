import { openAccounts } from "../accounts.ts";
import type { Load } from "../load.ts";

/** Who is signed in: the token is read, its session looked up among the ended ones, the customer fetched. */
export const signedInCustomer: Load = {
  name: "signed-in customer",
  goal: { perSecond: 5000 },
  settings: { RATE_LIMIT: "off" },
  isSteady: true,
  async prepare(url) {
    const accounts = await openAccounts(url, 20);
    return accounts.map(({ accessToken }) => ({ path: "/customer", headers: { "user-key": accessToken } }));
  },
};
