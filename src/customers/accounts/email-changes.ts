import type { FastifyReply } from "fastify";
import type { Caller } from "../../platform/http/action.ts";
import type { Limit } from "../../platform/limits/attempts.ts";
import { perNetwork } from "../../platform/limits/networks.ts";
import type { AccountNeeds } from "./accounts.ts";

/** From one network address so many times as often as for an account: a household or an office shares it. */
const accountsOfAddress = 10;

/** Each change mails a letter to an address of the customer's choice. */
const emailChangeLimits = (key: string, customerId: number, { address }: Caller, limit: number): Limit[] => [
  { name: "email-change", key: String(customerId), limit, seconds: 3600 },
  { name: "email-change-to", key, limit, seconds: 3600, isSilent: true },
  ...perNetwork({ name: "email-change-address", limit: limit * accountsOfAddress, seconds: 3600 }, address),
];

/** Counts a change of the address of mail before it is made; refuses with COM_29. */
export const spendEmailChange = async (
  { attempts, emailChangesPerHour: limit }: Pick<AccountNeeds, "attempts" | "emailChangesPerHour">,
  customerId: number,
  key: string,
  { caller, reply }: { readonly caller: Caller; readonly reply: FastifyReply },
): Promise<void> => {
  if (limit > 0) await attempts.spend(reply, emailChangeLimits(key, customerId, caller, limit));
};
