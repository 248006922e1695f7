import type { Config } from "../platform/config.ts";
import type { Database, Writer } from "../platform/database/database.ts";
import { durationSeconds } from "../platform/duration.ts";
import type { Feature } from "../platform/feature.ts";
import type { Identify } from "../platform/http/identity.ts";
import type { Attempts } from "../platform/limits/attempts.ts";
import { passwordThreadsOf } from "../platform/processes.ts";
import { findCustomer } from "./accounts/accounts.ts";
import { accountRoutes } from "./accounts/accounts.routes.ts";
import { facebookRoutes } from "./identities/facebook.routes.ts";
import { identityRoutes } from "./identities/link-identity.routes.ts";
import { sweepSchedule, sweepTasks } from "./jobs.ts";
import { openKeys } from "./sessions/signing-keys.ts";
import { eraseCustomer, type PersonalDataSource } from "./personal-data/erase.ts";
import { personalDataRoutes } from "./personal-data/personal-data.routes.ts";
import { openOidc } from "./identities/oidc.ts";
import { oidcRoutes } from "./identities/oidc.routes.ts";
import { openHashing, type Hashing } from "./passwords/hashing.ts";
import { keepImportedCost } from "./passwords/imported-cost.ts";
import type { Workers } from "./passwords/workers.ts";
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
export { type Hashing } from "./passwords/hashing.ts";
export { requireGoodPassword } from "./passwords/password-policy.ts";
export { holdsLink, requireNoUrls } from "./accounts/names.ts";
export { maskedCard } from "./accounts/card.ts";
export { buyersNow, erasedImports, importCustomers, importedAmong, type ImportedBuyer } from "./import-customers.ts";
export {
  anyCustomer,
  continueNumbering as continueCustomerNumbers,
  type ImportedCustomer,
} from "./import-customers.queries.ts";
export type { HashingPing, HashingPong, HashingReply, HashingRequest } from "./passwords/hashing-messages.ts";
export { openRemoteWorkers, type RemoteWorkers } from "./passwords/remote-workers.ts";
export { customerWithEmail } from "./personal-data/personal-data.queries.ts";
export { rotateKeys } from "./sessions/signing-keys.ts";

export type Customers = Feature & {
  /** Authenticates the customer of a request, for every operation of signed-in customers. */
  readonly identify: Identify;
  /** Hashes passwords, also those of staff: its threads are the only ones of the server. */
  readonly hashing: Hashing;
  /** Returns the current name of a customer; throws AUT_02 when the customer is erased. */
  nameOf(customerId: number): Promise<string>;
  close(): Promise<void>;
};

export type CustomersOptions = {
  readonly db: Database;
  readonly attempts: Attempts;
  readonly config: Config;
  /** Personal data that other features keep about a customer. */
  readonly personalDataSources: readonly PersonalDataSource[];
  /** Moves a customer's cart to a new id, within a transaction. */
  readonly renewCart: (tx: Writer, customerId: number) => Promise<void>;
  /** What hashes passwords instead of threads of this process. */
  readonly passwordWorkers?: Workers | undefined;
};

/** Erases a customer as `DELETE /customer` does, for a command; every server is notified of the ended sessions. */
export function eraseByCommand(
  { db, personalDataSources }: Pick<CustomersOptions, "db" | "personalDataSources">,
  customerId: number,
): Promise<void> {
  const revocation = openRevocation(db);
  return eraseCustomer({ db, revocation }, { customerId }, personalDataSources);
}

/** Opens the feature: customer accounts and their sessions. */
export async function openCustomers({ config, ...options }: CustomersOptions): Promise<Customers> {
  const { db } = options;
  const settings = settingsOf(config);
  const keys = await openKeys(db, config.jwtSecret, settings.accessLifetimeSeconds);
  const accessTokens = openAccessTokens(keys);
  const revocation = openRevocation(db);
  const identify = identifyBy({ accessTokens, revocation });
  const hashing = openHashing({
    atOnce: passwordThreadsOf(config),
    importedCost: keepImportedCost(db),
    workers: options.passwordWorkers,
  });
  const dependencies = {
    ...options,
    keys,
    accessTokens,
    revocation,
    hashing,
    identify,
    ...settings,
  };
  return {
    name: "customers",
    apiTags: [
      { name: "Customers", description: "Accounts: registering, signing in, what a shop knows of a buyer" },
      { name: "Sessions", description: "Staying signed in, and signing out" },
    ],
    identify,
    hashing,
    listeners: { signing_key: keys.listener, revoked_session: revocation.listener },
    tasks: (post) => ({
      ...recoveryTasks({ db, post, storefrontUrl: config.storefrontUrl, mailedSecret: keys.mailedSecret }),
      ...sweepTasks(db),
    }),
    schedule: sweepSchedule,
    nameOf: async (customerId) => (await findCustomer({ db }, { customerId })).name,
    routes(route) {
      accountRoutes(route, dependencies);
      facebookRoutes(route, dependencies);
      oidcRoutes(route, dependencies);
      identityRoutes(route, dependencies);
      sessionRoutes(route, dependencies);
      recoveryRoutes(route, dependencies);
      personalDataRoutes(route, dependencies);
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
