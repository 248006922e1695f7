import { home } from "../test/support/clients/buyers.ts";
import { json, openAccounts } from "./accounts.ts";

/** Number of customers of a load. */
export const customers = 20;

/** Registers customers with an address and returns the request headers of each. */
export const buyersOf = async (url: string): Promise<Readonly<Record<string, string>>[]> => {
  const accounts = await openAccounts(url, customers);
  return Promise.all(
    accounts.map(async ({ accessToken }) => {
      const headers = { ...json, "user-key": accessToken };
      const reply = await fetch(`${url}/customers/address`, { method: "PUT", headers, body: JSON.stringify(home) });
      if (!reply.ok) throw new Error(`The load could not be prepared: ${reply.status} ${await reply.text()}`);
      return headers;
    }),
  );
};
