/** Whose a key is. What was made with a key is known to the keys of the same account and mode, and to no other. */
export type KeyHolder = { readonly account: string; readonly isLive: boolean; readonly mayReadAccount: boolean };

const holder = (account: string, isLive = false, mayReadAccount = true): KeyHolder => ({
  account,
  isLive,
  mayReadAccount,
});

/** The keys that the local Stripe knows. */
export const keyHolders: Readonly<Record<string, KeyHolder>> = {
  sk_test_local: holder("acct_local"),
  sk_live_local: holder("acct_local", true),
  sk_test_other: holder("acct_other"),
  rk_test_local: holder("acct_local", false, false),
};

/** What `GET /v1/account` answers; a restricted key may not ask. */
export const accountReply = (key: string, { account, mayReadAccount }: KeyHolder) =>
  mayReadAccount
    ? { status: 200, body: { id: account, object: "account", default_currency: "usd", country: "US" } }
    : {
        status: 403,
        body: {
          error: {
            type: "invalid_request_error",
            message: `The provided key '${key}' does not have the required permissions for this endpoint.`,
          },
        },
      };
