import type { Provider } from "./provider.ts";

/** Whose a payment is, as its row says it. */
type Taken = { readonly provider: string };

/** Did this server's provider take the payment? No provider touches another's money. */
export const isOwn = (provider: Pick<Provider, "name">, payment: Taken): boolean => payment.provider === provider.name;
