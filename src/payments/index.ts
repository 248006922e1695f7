import type { Log } from "../platform/log.ts";
import type { Config } from "../platform/config.ts";
import type { Database } from "../platform/database/database.ts";
import type { Identify } from "../platform/http/identity.ts";
import type { App } from "../platform/http/server.ts";
import type { Attempts } from "../platform/limits/attempts.ts";
import { requireOwnAccount } from "./account.ts";
import { openLeaveAlone, silent } from "./left-alone.ts";
import { paymentTasks } from "./jobs.ts";
import type { Provider } from "./providers/provider.ts";
import { openStripe } from "./providers/stripe.ts";
import { openTestProvider } from "./providers/test.ts";
import type { RefundOptions } from "./refunds/quote.ts";
import { quoteOrder, refundOrder, type Announced, type Refunded, type Refunding } from "./refunds/refund-order.ts";
import { paymentRoutes } from "./routes.ts";

export { paymentSchedule } from "./jobs.ts";
export { ownerTasks } from "./notify-owner.ts";
export { type RefundOptions } from "./refunds/quote.ts";
export { type Announced as AnnouncedRefund } from "./refunds/refund-order.ts";
export { exportPayments, erasePayer } from "./personal-data.ts";

export type Payments = {
  /** Refuses to open a shop whose payments are at another account than this server's. */
  requireOwnAccount(): Promise<void>;
  routes(app: App, dependencies: { readonly attempts: Attempts; readonly identify: Identify }): void;
  /** What payments leave to be done, by name. */
  tasks(): ReturnType<typeof paymentTasks>;
  /** Gives money of an order back, all that is left unless less is wished for; `byWhom` stands in its audit. */
  refund(orderId: number, byWhom: string, more?: Omit<Refunding, "byWhom">): Promise<Refunded>;
  /** What would go back. */
  quoteRefund(orderId: number, options: RefundOptions): Promise<Announced>;
};

/** Charging orders by Stripe, or by nobody where no key is set. */
export async function openPayments({
  db,
  config,
  log = silent,
}: {
  readonly db: Database;
  readonly config: Config;
  readonly log?: Pick<Log, "warn" | "error">;
}): Promise<Payments> {
  const provider = await openProvider(config);
  const mayChangeAccount = config.paymentAccountChange === "on";
  const dependencies = { db, provider, log, mayChangeAccount, leaveAlone: openLeaveAlone(log) };
  const { chargeAmountCheck } = config;
  const isAmountChecked = chargeAmountCheck === "on" || (chargeAmountCheck === "auto" && provider.name === "stripe");
  return {
    requireOwnAccount: () => requireOwnAccount(dependencies, log),
    routes: (app, { attempts, identify }) =>
      paymentRoutes(app, { ...dependencies, attempts, limits: config, identify, isAmountChecked }),
    tasks: () => paymentTasks(dependencies),
    refund: (orderId, byWhom, more) => refundOrder(dependencies, orderId, { byWhom, ...more }),
    quoteRefund: (orderId, options) => quoteOrder(dependencies, orderId, options),
  };
}

function openProvider(config: Config): Promise<Provider> | Provider {
  return config.stripeSecretKey === ""
    ? openTestProvider()
    : openStripe({
        secretKey: config.stripeSecretKey,
        webhookSecret: config.stripeWebhookSecret,
        apiBase: config.stripeApiBase,
        timeoutMilliseconds: config.paymentTimeoutSeconds * 1000,
      });
}
