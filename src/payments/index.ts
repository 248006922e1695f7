import type { Log } from "../platform/log.ts";
import type { Config } from "../platform/config.ts";
import type { Database } from "../platform/database/database.ts";
import type { Feature } from "../platform/feature.ts";
import type { Identify } from "../platform/http/identity.ts";
import type { Attempts } from "../platform/limits/attempts.ts";
import { requireOwnAccount } from "./account.ts";
import { openLeaveAlone, silent } from "./left-alone.ts";
import { paymentSchedule, paymentTasks } from "./jobs.ts";
import { ownerTasks } from "./notify-owner.ts";
import { paymentGauges } from "./open-payments.ts";
import type { Provider } from "./providers/provider.ts";
import { openStripe } from "./providers/stripe.ts";
import { openTestProvider } from "./providers/test.ts";
import { announcing } from "./providers/announcing.ts";
import type { RefundOptions } from "./refunds/quote.ts";
import { quoteOrder, refundOrder, type Announced, type Refunded, type Refunding } from "./refunds/refund-order.ts";
import { paymentRoutes } from "./routes.ts";

export { type RefundOptions } from "./refunds/quote.ts";
export { type Announced as AnnouncedRefund } from "./refunds/refund-order.ts";
export { exportAttempts, exportPayments, erasePayer } from "./personal-data.ts";
export { lastProviderEvent } from "./provider-events.queries.ts";

export type Payments = {
  /** Throws WrongSettings when the shop's payments are at another account than this server's key. */
  requireOwnAccount(): Promise<void>;
  feature(dependencies: { readonly attempts: Attempts; readonly identify: Identify }): Feature;
  /** Background jobs of payments, by task name. */
  tasks(): ReturnType<typeof paymentTasks>;
  /** Refunds an order: all that is left, unless the options name less. The order's audit records `byWhom`. */
  refund(orderId: number, byWhom: string, more?: Omit<Refunding, "byWhom">): Promise<Refunded>;
  /** Calculates a refund without making it. */
  quoteRefund(orderId: number, options: RefundOptions): Promise<Announced>;
};

/** Opens payments with Stripe, or with the test provider, which moves no money, where no key is set. */
export async function openPayments({
  db,
  config,
  log = silent,
}: {
  readonly db: Database;
  readonly config: Config;
  readonly log?: Pick<Log, "warn" | "error">;
}): Promise<Payments> {
  const provider = announcing(await openProvider(config));
  const mayChangeAccount = config.paymentAccountChange === "on";
  const dependencies = { db, provider, log, mayChangeAccount, leaveAlone: openLeaveAlone(log) };
  const { chargeAmountCheck } = config;
  const isAmountChecked = chargeAmountCheck === "on" || (chargeAmountCheck === "auto" && provider.name === "stripe");
  return {
    requireOwnAccount: () => requireOwnAccount(dependencies, log),
    feature: ({ attempts, identify }) => ({
      name: "payments",
      apiTags: [{ name: "Payments", description: "Paying for orders, and what the payment provider tells" }],
      routes: (route, app) =>
        paymentRoutes(route, app, { ...dependencies, attempts, limits: config, identify, isAmountChecked }),
      tasks: (post) => ({ ...paymentTasks(dependencies), ...ownerTasks({ config, log, post }) }),
      schedule: paymentSchedule,
      gauges: () => paymentGauges(db),
    }),
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
