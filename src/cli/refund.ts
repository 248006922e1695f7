import { openPayments } from "../payments/index.ts";
import { twoDecimals } from "../platform/money.ts";
import { Refusal } from "../platform/refusal.ts";
import { withDatabase } from "./with-database.ts";

const usage = "Usage: npm run refund -- <order>    gives back what was paid for an order that was not sent\n";

const [asked = "", ...others] = process.argv.slice(2);
if (["-h", "--help"].includes(asked)) process.stdout.write(usage);
else if (!/^[1-9]\d{0,14}$/.test(asked) || others.length > 0) {
  process.stderr.write(usage);
  process.exitCode = 2;
} else
  await withDatabase(async (db, config) => {
    const payments = await openPayments({ db, config });
    try {
      const { amountCents, currency } = await payments.refund(Number(asked), "npm run refund");
      process.stdout.write(
        `Order ${asked} is refunded: ${currency.toUpperCase()} ${twoDecimals(amountCents)} go back.\n`,
      );
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const cause = error.cause instanceof Error ? ` (${error.cause.message})` : "";
      process.stderr.write(`${error.message}${cause}\n`);
      process.exitCode = 1;
    }
  });
