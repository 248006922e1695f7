import { orderToPay } from "../orders/index.ts";
import { openPayments, type AnnouncedRefund } from "../payments/index.ts";
import type { Config } from "../platform/config.ts";
import type { Database } from "../platform/database/database.ts";
import { inCurrency } from "../platform/money.ts";
import { readArguments, usage, type RefundCommand } from "./refund-arguments.ts";
import { withDatabase } from "./with-database.ts";

const did: Readonly<Record<string, string>> = {
  succeeded: "went back",
  pending: "are on their way back; the provider says later whether they arrived",
  requires_action: "wait at the provider, which asks the buyer how to send them",
};

const command = readOrExit();
if (!command) process.stdout.write(usage);
else
  await withDatabase(async (db, config) => {
    await refund(db, config, command);
  });

async function refund(
  db: Database,
  config: Config,
  { orderId, wish: options, isDryRun, note }: RefundCommand,
): Promise<void> {
  const payments = await openPayments({ db, config });
  if (isDryRun) return announce(await payments.quoteRefund(orderId, options), "would go back");
  const refunded = await payments.refund(orderId, "npm run refund", {
    wish: options,
    ...(note === undefined ? {} : { note }),
    announce: (announced) => announce(announced, "go back now"),
  });
  if (refunded.isEarlier)
    say("An earlier refund had not been answered. It was asked for again, and nothing else: this is what came of it.");
  if (refunded.amountCents === 0) return say(`Order ${orderId} is refunded: nothing was to be paid for it.`);
  const amount = inCurrency(refunded.amountCents, refunded.currency);
  const number = refunded.reference === null ? "" : ` (${refunded.reference})`;
  say(`Order ${orderId}: ${amount} ${did[refunded.status]}${number}. It is ${await statusOf(db, orderId)}.`);
}

/** Prints what is about to happen. */
function announce(
  { order, refundedCents, withdrawnCents, amountCents, lines }: AnnouncedRefund,
  goBack: "go back now" | "would go back",
): void {
  const amount = (cents: number) => inCurrency(cents, order.currency);
  const before = refundedCents === 0 ? "nothing went back before" : `${amount(refundedCents)} went back before`;
  const disputed = withdrawnCents === 0 ? "" : `, ${amount(withdrawnCents)} were taken by a dispute`;
  say(`${amount(order.amount_cents)} were paid, ${before}${disputed}. ${amount(amountCents)} ${goBack}.`);
  const count = lines.reduce((sum, { quantity }) => sum + quantity, 0);
  const restocked = lines.reduce((sum, { restock_units }) => sum + restock_units, 0);
  if (restocked > 0) say(`${units(restocked)}: back to the shelf.`);
  if (restocked < count) say(`${units(count - restocked)}: not back to the shelf.`);
}

function units(count: number): string {
  return count === 1 ? "1 unit" : `${count} units`;
}

function say(text: string): void {
  void process.stdout.write(`${text}\n`);
}

async function statusOf(db: Database, orderId: number): Promise<string> {
  return (await orderToPay(db, orderId)).status;
}

function readOrExit(): RefundCommand | undefined {
  try {
    return readArguments(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n${usage}`);
    process.exit(2);
  }
}
