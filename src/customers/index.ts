import type { Config } from "../platform/config.ts";
import type { Database } from "../platform/database/database.ts";
import type { Listener } from "../platform/database/signals.ts";
import { durationSeconds } from "../platform/duration.ts";
import type { Identify } from "../platform/http/identity.ts";
import type { App } from "../platform/http/server.ts";
import type { Attempts } from "../platform/limits/attempts.ts";
import type { Post } from "../platform/mail/post.ts";
import { findCustomer } from "./accounts/accounts.ts";
import { accountRoutes } from "./accounts/accounts.routes.ts";
import { facebookRoutes } from "./identities/facebook.routes.ts";
import { identityRoutes } from "./identities/link-identity.routes.ts";
import { sweepSchedule, sweepTasks } from "./jobs.ts";
import { openKeys } from "./sessions/signing-keys.ts";
import { eraseCustomer, type PersonalDataSource } from "./personal-data/erase.ts";
import { leavingRoutes } from "./personal-data/personal-data.routes.ts";
import { openOidc } from "./identities/oidc.ts";
import { oidcRoutes } from "./identities/oidc.routes.ts";
import { openHashing } from "./passwords/hashing.ts";
import { keepImportedCost } from "./passwords/imported-cost.ts";
import { recoveryTasks } from "./recovery/recovery.jobs.ts";
import { recoveryRoutes } from "./recovery/recovery.routes.ts";
import { openAccessTokens } from "./sessions/access-token.ts";
import { openRevocation } from "./sessions/revocation.ts";
import { sessionRoutes } from "./sessions.routes.ts";
import { identifyBy } from "./sessions/sessions.ts";

export { buyerWithin, holdCustomer, mailboxOf, type Buyer } from "./buyer.ts";
export * as customersBulkLoad from "./bulk-load.ts";
export { Address } from "./accounts/accounts.schemas.ts";
export { emailKey, isEmail } from "./accounts/email.ts";
export { maskedCard } from "./accounts/card.ts";
export { buyersNow, importCustomers, type ImportedBuyer } from "./import-customers.ts";
export { continueNumbering as continueCustomerNumbers, type ImportedCustomer } from "./import-customers.queries.ts";
export { customerWithEmail } from "./personal-data/personal-data.queries.ts";
export { rotateKeys } from "./sessions/signing-keys.ts";

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

export type CustomersOptions = {
  readonly db: Database;
  readonly attempts: Attempts;
  readonly config: Config;
  /** What other features keep about a customer. */
  readonly personalDataSources: readonly PersonalDataSource[];
};

/** Erases a customer as `DELETE /customer` does, for a command; every server hears that the sessions have ended. */
export function eraseByCommand(
  { db, personalDataSources }: Pick<CustomersOptions, "db" | "personalDataSources">,
  customerId: number,
): Promise<void> {
  const revocation = openRevocation(db);
  return eraseCustomer({ db, revocation }, { customerId }, personalDataSources);
}

/** Accounts and the sessions in which customers are signed in. */
export async function openCustomers({
  db,
  attempts,
  config,
  personalDataSources,
}: CustomersOptions): Promise<Customers> {
  const settings = settingsOf(config);
  const keys = await openKeys(db, config.jwtSecret, settings.accessLifetimeSeconds);
  const accessTokens = openAccessTokens(keys);
  const revocation = openRevocation(db);
  const identify = identifyBy({ accessTokens, revocation });
  const hashing = openHashing({ importedCost: keepImportedCost(db) });
  const dependencies = {
    db,
    keys,
    accessTokens,
    revocation,
    hashing,
    attempts,
    identify,
    personalDataSources,
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
      accountRoutes(app, dependencies);
      facebookRoutes(app, dependencies);
      oidcRoutes(app, dependencies);
      identityRoutes(app, dependencies);
      sessionRoutes(app, dependencies);
      recoveryRoutes(app, dependencies);
      leavingRoutes(app, dependencies);
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
