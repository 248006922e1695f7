import { home } from "../test/support/buyers.ts";
import { json, openAccounts } from "./accounts.ts";

/** How many buyers a load has. */
export const customers = 20;

/** Some buyers with accounts and an address, as the headers they ask with. */
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
