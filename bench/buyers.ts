import { json } from "./accounts.ts";

/** How many buyers a load has. */
export const customers = 20;

const answered = async (reply: Response): Promise<Record<string, string>> => {
  if (!reply.ok) throw new Error(`The load could not be prepared: ${reply.status} ${await reply.text()}`);
  return (await reply.json()) as Record<string, string>;
};

/** Somebody who has an account and an address; answers the headers they ask with. */
const newBuyer = async (url: string, number: number): Promise<Readonly<Record<string, string>>> => {
  const account = {
    name: "A Buyer",
    email: `buyer-${number}-${Date.now()}@example.com`,
    password: "twill and denim 9",
  };
  const opened = await fetch(`${url}/customers`, { method: "POST", headers: json, body: JSON.stringify(account) });
  const headers = { ...json, "user-key": (await answered(opened))["accessToken"] ?? "" };
  const home = {
    address_1: "1 Loom Lane",
    city: "Paterson",
    region: "NJ",
    postal_code: "07505",
    country: "USA",
    shipping_region_id: 2,
  };
  await answered(await fetch(`${url}/customers/address`, { method: "PUT", headers, body: JSON.stringify(home) }));
  return headers;
};

/** Some buyers, as the headers they ask with. */
export const buyersOf = (url: string): Promise<Readonly<Record<string, string>>[]> =>
  Promise.all(Array.from({ length: customers }, (_, index) => newBuyer(url, index + 1)));
