/** The holder of a key. What one key creates is visible to the keys of the same account and mode, and to no other. */
export type KeyHolder = { readonly account: string; readonly isLive: boolean; readonly mayReadAccount: boolean };

const holder = (account: string, isLive = false, mayReadAccount = true): KeyHolder => ({
  account,
  isLive,
  mayReadAccount,
});

/** Keys that the local Stripe knows. */
export const keyHolders: Readonly<Record<string, KeyHolder>> = {
  sk_test_local: holder("acct_local"),
  sk_live_local: holder("acct_local", true),
  sk_test_other: holder("acct_other"),
  rk_test_local: holder("acct_local", false, false),
};

/** Returns the reply to `GET /v1/account`; a restricted key gets 403. */
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
