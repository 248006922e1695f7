import type { Config } from "../platform/config.ts";
import type { Database } from "../platform/database/database.ts";
import type { Listener } from "../platform/database/signals.ts";
import { durationSeconds } from "../platform/duration.ts";
import type { Identify } from "../platform/http/identity.ts";
import type { App } from "../platform/http/server.ts";
import type { Attempts } from "../platform/limits/attempts.ts";
import type { Post } from "../platform/mail/post.ts";
import { findCustomer } from "./accounts/accounts.ts";
import { accountRoutes } from "./accounts/routes.ts";
import { facebookRoutes } from "./facebook/routes.ts";
import { identityRoutes } from "./linking/routes.ts";
import { sweepSchedule, sweepTasks } from "./jobs.ts";
import { openKeys } from "./keys/keys.ts";
import { eraseCustomer, type Belonging } from "./leaving/leaving.ts";
import { leavingRoutes } from "./leaving/routes.ts";
import { openOidc } from "./oidc/oidc.ts";
import { oidcRoutes } from "./oidc/routes.ts";
import { openHashing } from "./passwords/hashing.ts";
import { keepImportedCost } from "./passwords/imported-cost.ts";
import { recoveryTasks } from "./recovery/jobs.ts";
import { recoveryRoutes } from "./recovery/routes.ts";
import { openAccessTokens } from "./sessions/access.ts";
import { openRevocation } from "./sessions/revocation.ts";
import { sessionRoutes } from "./sessions/routes.ts";
import { identifyBy } from "./sessions/sessions.ts";

export { buyerWithin, holdCustomer, mailboxOf, type Buyer } from "./buyers/buyers.ts";
export * as customersInBulk from "./bulk/bulk.ts";
export { Address } from "./accounts/schemas.ts";
export { emailKey, isEmail } from "./accounts/email.ts";
export { maskedCard } from "./accounts/card.ts";
export { buyersNow, importCustomers, type ImportedBuyer } from "./importing/importing.ts";
export { continueNumbering as continueCustomerNumbers, type ImportedCustomer } from "./importing/queries.ts";
export { customerWithEmail } from "./leaving/queries.ts";
export { rotateKeys } from "./keys/keys.ts";

export type Customers = {
  /** Finds out who is asking; every feature that serves the signed-in takes it. */
  readonly identify: Identify;
  readonly listeners: Readonly<Record<"signing_key" | "revoked_session", Listener>>;
  /** The present name of a customer; refuses when the customer is gone. */
  nameOf(customerId: number): Promise<string>;
  routes(app: App): void;
  close(): Promise<void>;
  /** Jobs of accounts, by name. */
  tasks(post: Post): ReturnType<typeof recoveryTasks> & ReturnType<typeof sweepTasks>;
  /** Seconds between the runs of those that run by the clock. */
  readonly schedule: typeof sweepSchedule;
};

export type CustomersWish = {
  readonly db: Database;
  readonly attempts: Attempts;
  readonly config: Config;
  /** What other features keep about a customer. */
  readonly belongings: readonly Belonging[];
};

/** Erases a customer as `DELETE /customer` does, for a command; every server hears that the sessions have ended. */
export function eraseByCommand(
  { db, belongings }: Pick<CustomersWish, "db" | "belongings">,
  customerId: number,
): Promise<void> {
  const revocation = openRevocation(db);
  return eraseCustomer({ db, revocation }, { customerId }, belongings);
}

/** Accounts and the sessions in which customers are signed in. */
export async function openCustomers({ db, attempts, config, belongings }: CustomersWish): Promise<Customers> {
  const settings = settingsOf(config);
  const keys = await openKeys(db, config.jwtSecret, settings.accessLifetimeSeconds);
  const accessTokens = openAccessTokens(keys);
  const revocation = openRevocation(db);
  const identify = identifyBy({ accessTokens, revocation });
  const hashing = openHashing({ importedCost: keepImportedCost(db) });
  const needs = {
    db,
    keys,
    accessTokens,
    revocation,
    hashing,
    attempts,
    identify,
    belongings,
    ...settings,
  };
  return {
    identify,
    listeners: { signing_key: keys.listener, revoked_session: revocation.listener },
    tasks: (post) => ({
      ...recoveryTasks({ db, post, storefrontUrl: config.storefrontUrl, mailedSecret: keys.mailedSecret }),
      ...sweepTasks(db),
    }),
    schedule: sweepSchedule,
    nameOf: async (customerId) => (await findCustomer({ db }, { customerId })).name,
    routes(app) {
      accountRoutes(app, needs);
      facebookRoutes(app, needs);
      oidcRoutes(app, needs);
      identityRoutes(app, needs);
      sessionRoutes(app, needs);
      recoveryRoutes(app, needs);
      leavingRoutes(app, needs);
    },
    close: hashing.close,
  };
}

function settingsOf(config: Config) {
  return {
    limits: config,
    passwordPolicy: config.passwordPolicy,
    shopName: config.shopName,
    reauthentication: config.reauthentication,
    passwordChangesPerHour: config.passwordChangesPerHour,
    emailChangesPerHour: config.emailChangesPerHour,
    exportsPerHour: config.exportsPerHour,
    accessTokenLifetime: config.accessTokenLifetime,
    refreshTokenLifetime: config.refreshTokenLifetime,
    accessLifetimeSeconds: Math.min(
      durationSeconds(config.accessTokenLifetime),
      durationSeconds(config.sessionLifetime),
    ),
    refreshLifetimeSeconds: durationSeconds(config.refreshTokenLifetime),
    sessionLifetimeSeconds: durationSeconds(config.sessionLifetime),
    facebook: { id: config.facebookAppId, secret: config.facebookAppSecret, graphUrl: config.facebookGraphUrl },
    oidc: openOidc({ issuer: config.oidcIssuer, clientId: config.oidcClientId, clientSecret: config.oidcClientSecret }),
    providerNames: { facebook: "Facebook", oidc: config.oidcName },
  };
}
