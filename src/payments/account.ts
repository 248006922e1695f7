import type { Log } from "../platform/log.ts";
import { WrongSettings } from "../platform/config.ts";
import type { Database, Writer } from "../platform/database/database.ts";
import { PaymentNotOpened, type Account, type Provider } from "./providers/provider.ts";
import { openTestProvider } from "./providers/test.ts";
import { addPaymentAccount, changePaymentAccount, paymentAccount } from "./account.queries.ts";

export type AccountDependencies = {
  readonly db: Database;
  readonly provider: Provider;
  /** Whether the shop may take payments at another account than before. */
  readonly mayChangeAccount: boolean;
};

type Kept = { readonly account: string | null; readonly is_live: boolean | null };

const remedy =
  "Set the key of that account; or PAYMENT_ACCOUNT_CHANGE=on to open all the same, and what was paid there is not touched from here.";

type Held = Kept & { readonly provider: string };

/**
 * Throws WrongSettings when the shop's payments are at another account than this server's key. When the provider does
 * not respond, only warns: each charge checks again.
 */
export async function requireOwnAccount(
  { db, provider, mayChangeAccount }: AccountDependencies,
  log: Pick<Log, "warn">,
): Promise<void> {
  const kept = await db.first(paymentAccount());
  let account: Account;
  try {
    account = await provider.account();
  } catch (error) {
    if (error instanceof WrongSettings) throw error;
    log.warn({ err: error }, "the payment provider does not tell whose key this is; it is asked again before a charge");
    return;
  }
  const why = difference(kept, account);
  if (!why) return;
  if (!mayChangeAccount) throw new WrongSettings(`${why} ${remedy}`);
  log.warn(`${why} PAYMENT_ACCOUNT_CHANGE is on: what was paid there is not touched from here.`);
}

/** Throws PaymentNotOpened when the shop's payments are at another account than this one. */
export async function requireMayBegin({ db, mayChangeAccount }: AccountDependencies, account: Account): Promise<void> {
  const why = difference(await db.first(paymentAccount()), account);
  if (why && !mayChangeAccount) throw new PaymentNotOpened("rejected", why);
}

/** Records the account of the shop's payments together with a payment. Locks the row only when it changes. */
export async function recordAccount(tx: Writer, account: Account, mayChangeAccount: boolean): Promise<void> {
  if (account.provider === "test") return;
  const now = new Date();
  const before = await tx.first(paymentAccount());
  if (!before && (await tx.first(addPaymentAccount(account, now)))) return;
  // Another server recorded its first payment in between.
  const kept = before ?? (await tx.first(paymentAccount()));
  const why = difference(kept, account);
  if (why && !mayChangeAccount) throw new PaymentNotOpened("rejected", why);
  const next = kept ? recorded(kept, account) : account;
  if (kept?.account !== next.account || kept.is_live !== next.isLive) tx.send(changePaymentAccount(next, now));
}

/**
 * Returns the provider that can be asked about a payment: the one where it was begun, at the same account and in the
 * same mode. The test provider is available on every server, because its payments move no money. Undefined: this server
 * has no such provider.
 */
export async function providerOf({ provider }: AccountDependencies, payment: Held): Promise<Provider | undefined> {
  if (payment.provider === "test") return provider.name === "test" ? provider : openTestProvider();
  if (payment.provider !== provider.name) return undefined;
  return isSame(payment, await provider.account()) ? provider : undefined;
}

/** Returns why the shop's payments do not match this account; undefined when they do. */
function difference(kept: Kept | undefined, account: Account): string | undefined {
  if (!kept) return undefined;
  if (account.provider === "test")
    return `This shop's payments are at ${inWords(kept)}, and no STRIPE_SECRET_KEY is set: orders would be paid by nobody.`;
  if (isSame(kept, account)) return undefined;
  const own = inWords({ account: account.account, is_live: account.isLive });
  return `This shop's payments are at ${inWords(kept)}, and STRIPE_SECRET_KEY is a key of ${own}.`;
}

function inWords({ account, is_live: isLive }: Kept): string {
  const mode = isLive === null ? "" : isLive ? ", live" : ", in test mode";
  return `Stripe (${account === null ? "account not known" : `account ${account}`}${mode})`;
}

/** Returns the account to record: values that are known of the same account are kept. */
function recorded(kept: Kept, account: Account): Account {
  return isSame(kept, account)
    ? { ...account, account: kept.account ?? account.account, isLive: kept.is_live ?? account.isLive }
    : account;
}

/** Compares account and mode. An unknown value (null) equals any. */
function isSame(kept: Kept, { account, isLive }: Account): boolean {
  return (
    (kept.account ?? account) === (account ?? kept.account) && (kept.is_live ?? isLive) === (isLive ?? kept.is_live)
  );
}
