import { json, openAccounts } from "./accounts.ts";

/** How many buyers a load has. */
export const customers = 20;

const home = JSON.stringify({
  address_1: "1 Loom Lane",
  city: "Paterson",
  region: "NJ",
  postal_code: "07505",
  country: "USA",
  shipping_region_id: 2,
});

/** Some buyers with accounts and an address, as the headers they ask with. */
export const buyersOf = async (url: string): Promise<Readonly<Record<string, string>>[]> => {
  const accounts = await openAccounts(url, customers);
  return Promise.all(
    accounts.map(async ({ accessToken }) => {
      const headers = { ...json, "user-key": accessToken };
      const reply = await fetch(`${url}/customers/address`, { method: "PUT", headers, body: home });
      if (!reply.ok) throw new Error(`The load could not be prepared: ${reply.status} ${await reply.text()}`);
      return headers;
    }),
  );
};
