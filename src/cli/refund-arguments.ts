import { centsOf } from "../platform/money.ts";
import type { RefundOptions } from "../payments/index.ts";
import { parseCommandLine } from "./command-line.ts";
import { readLines } from "./line-arguments.ts";

export const usage = `Usage: npm run refund -- <order> [options]    gives money of an order back; without options, all that is left of it

  --amount <sum>             so much, in the order's currency, such as 5.00
  --line <n>[=<quantity>]    the order's nth line with its tax, or so many units of it; may stand more than once.
                             With --amount too, that sum goes back for it
  --shipping                 the shipping with its tax
  --restock, --no-restock    units of these lines do go back to the shelf, or do not;
                             unless said, they do where the order was not sent
  --reason <text>            why, for the shop's own records
  --dry-run                  says what would go back, and asks for nothing
  -h, --help                 prints this

An order that was not sent is refunded once all its money has gone back. One that was sent stays shipped or delivered.
Nothing goes back twice, and never more than was paid: what went back elsewhere is asked for first.
`;

/** Parsed command line. */
export type RefundCommand = {
  readonly orderId: number;
  readonly isDryRun: boolean;
  readonly note?: string;
  readonly wish: RefundOptions;
};

/** Maximum length of a reason. */
const longestReason = 500;

const options = {
  amount: { type: "string" },
  line: { type: "string", multiple: true },
  shipping: { type: "boolean" },
  restock: { type: "boolean" },
  "no-restock": { type: "boolean" },
  reason: { type: "string" },
  "dry-run": { type: "boolean" },
  help: { type: "boolean", short: "h" },
} as const;

/** Parses the command line. Returns undefined for --help; throws an error with a sentence where it is invalid. */
export function readArguments(given: readonly string[]): RefundCommand | undefined {
  const { values, positionals } = parseCommandLine({ args: [...given], options, allowPositionals: true });
  if (values.help) return undefined;
  const [order = "", ...others] = positionals;
  if (!/^[1-9]\d{0,14}$/.test(order) || others.length > 0) throw new TypeError("Name one order by its number");
  if (values.restock && values["no-restock"]) throw new TypeError("Either --restock or --no-restock");
  const lines = values.line && readLines(values.line);
  if (values.restock && !lines && (values.amount !== undefined || values.shipping))
    throw new TypeError("--restock needs to know which units: name them with --line");
  return {
    orderId: Number(order),
    isDryRun: values["dry-run"] ?? false,
    ...(values.reason === undefined ? {} : { note: reasonOf(values.reason) }),
    wish: {
      ...(values.amount === undefined ? {} : { amountCents: amountOf(values.amount) }),
      ...(lines ? { lines } : {}),
      ...(values.shipping ? { isWithShipping: true } : {}),
      ...(values.restock || values["no-restock"] ? { isRestocking: values.restock === true } : {}),
    },
  };
}

function amountOf(given: string): number {
  const cents = centsOf(given);
  if (!cents) throw new TypeError(`"${given}" is no amount: --amount 5.00`);
  return cents;
}

function reasonOf(given: string): string {
  const reason = given.trim();
  if (reason === "" || reason.length > longestReason)
    throw new TypeError(`--reason takes 1 to ${longestReason} characters`);
  return reason;
}
