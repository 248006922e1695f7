import { cartFeature, eraseCart, exportCart, renewCart } from "../cart/index.ts";
import { eraseReviewer, exportReviews, openCatalogue, type Catalogue } from "../catalogue/index.ts";
import { holdCustomer, openCustomers, type CustomersOptions } from "../customers/index.ts";
import { eraseImported, exportRejects } from "../import/index.ts";
import { orderFeature, ordersOfCustomers } from "../orders/index.ts";
import { erasePayer, exportAttempts, exportPayments, type Payments } from "../payments/index.ts";
import type { Config } from "../platform/config.ts";
import type { Database, Writer } from "../platform/database/database.ts";
import type { Feature } from "../platform/feature.ts";
import type { Replies } from "../platform/http/cache/replies.ts";
import type { Identify } from "../platform/http/identity.ts";
import type { IdentifyStaff } from "../platform/http/staff-access.ts";
import { countAttempts, unlimited } from "../platform/limits/attempts.ts";
import { eraseMails, exportMails } from "../platform/mail/sent.ts";
import { shippingFeature } from "../shipping/index.ts";
import { openStaff } from "../staff/index.ts";
import { stockFeature } from "../stock/index.ts";
import { taxFeature } from "../tax/index.ts";
import { onceItAnswers } from "./patience.ts";

export type FeatureDependencies = Pick<CustomersOptions, "passwordWorkers"> & {
  readonly db: Database;
  readonly config: Config;
  readonly replies: Replies;
  readonly payments: Payments;
};

export type Features = {
  /** In the order of the API document. */
  readonly features: readonly Feature[];
  readonly catalogue: Catalogue;
  readonly identify: Identify;
  readonly identifyStaff: IdentifyStaff;
  close(): Promise<void>;
};

/** Opens all features of the shop with their dependencies. */
export async function openFeatures(dependencies: FeatureDependencies): Promise<Features> {
  const { db, config, replies, payments, passwordWorkers } = dependencies;
  const attempts = config.rateLimit === "on" ? countAttempts(db) : unlimited;
  const customers = await onceItAnswers(() =>
    openCustomers({
      db,
      attempts,
      config,
      personalDataSources: personalDataSourcesOf(config),
      renewCart,
      passwordWorkers,
    }),
  );
  const { identify, nameOf, hashing, close } = customers;
  const staff = openStaff({ db, config, attempts, hashing });
  const catalogue = openCatalogue({ db, config, replies, attempts, holdCustomer, nameOf });
  return {
    features: [
      catalogue,
      stockFeature({ db, config }),
      customers,
      cartFeature({ db, config, resolveVariant: catalogue.resolveVariant, holdCustomer }),
      orderFeature({ db, config }),
      payments.feature({ attempts, identify }),
      taxFeature(db),
      shippingFeature(db),
      staff,
    ],
    catalogue,
    identify,
    identifyStaff: staff.identify,
    close,
  };
}

/** Returns the sources of a customer's personal data, by their names in the export. */
export function personalDataSourcesOf(config: Config) {
  return [
    { name: "reviews", export: exportReviews, forget: eraseReviewer },
    { name: "cart", export: exportCart, forget: eraseCart },
    { name: "orders", ...ordersOfCustomers(config) },
    { name: "payments", export: exportPayments, forget: erasePayer },
    // Erased with the payments.
    { name: "payment_attempts", export: exportAttempts, forget: async () => undefined },
    { name: "set_aside", export: exportRejects, forget: eraseImported },
    {
      name: "mails",
      export: exportMails,
      forget: (tx: Writer, customerId: number) => eraseMails(tx, config.dataDir, customerId),
    },
  ];
}
