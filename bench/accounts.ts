/** An account in the measured shop. */
export type Account = { readonly email: string; readonly password: string; readonly accessToken: string };

const password = "twill and denim 9";
export const json = { "content-type": "application/json" } as const;

/** Registers accounts one after the other; the shop must run with RATE_LIMIT=off. */
export const openAccounts = async (url: string, count: number): Promise<Account[]> => {
  const accounts: Account[] = [];
  for (let number = 1; number <= count; number += 1) {
    const email = `bench-${number}-${Date.now()}@example.com`;
    const body = JSON.stringify({ name: "A Buyer", email, password });
    const reply = await fetch(`${url}/customers`, { method: "POST", headers: json, body });
    if (!reply.ok) throw new Error(`An account could not be opened: ${reply.status} ${await reply.text()}`);
    const { accessToken } = (await reply.json()) as { accessToken: string };
    accounts.push({ email, password, accessToken });
  }
  return accounts;
};
