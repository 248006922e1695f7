import { openAccounts } from "../accounts.ts";
import type { Load } from "../load.ts";

/**
 * Reads the signed-in customer: verifies the token, looks its session up among the ended ones, fetches the customer.
 */
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
