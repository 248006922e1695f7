import { changeCurrency, shownCurrency } from "../orders/index.ts";
import { hasHundredths, isCurrency } from "../platform/money.ts";
import { parseCommandLine } from "./command-line.ts";
import { withDatabase } from "./with-database.ts";

const usage = `Usage: npm run currency                        says what the shop's prices are in
       npm run currency -- EUR                 changes that in a shop that has taken no orders yet
       npm run currency -- EUR --relabel       and in one that has: 14.99 stays 14.99, and is EUR from now on
`;

const { help, relabel, currency: wanted } = readArguments();
if (help) process.stdout.write(usage);
else
  await withDatabase(async (db, config) => {
    if (wanted === undefined) return say((await shownCurrency(db, config.currency)).toUpperCase());
    const { from, isChanged, hasOrders } = await changeCurrency(db, wanted, relabel);
    const [before, after] = [from.toUpperCase(), wanted.toUpperCase()];
    if (from === wanted) return say(`Prices are in ${after} already.`);
    if (!isChanged) {
      process.stderr.write(
        `Nothing was changed: this shop has taken orders, in ${before}. Every price would keep its number and be ${after}; orders that were placed keep their currency. ` +
          `If that is meant: npm run currency -- ${after} --relabel\n`,
      );
      process.exitCode = 1;
      return;
    }
    say(
      `Prices were in ${before} and are in ${after} from now on, on every server; none was converted.${hasOrders ? ` Orders that were placed stay in their currency.` : ""}`,
    );
    if (config.currency !== "" && config.currency.toLowerCase() !== wanted)
      say(`CURRENCY is ${config.currency.toUpperCase()} here: change that too, or the next start is refused.`);
  });

function readArguments() {
  try {
    const { values, positionals } = parseCommandLine({
      allowPositionals: true,
      options: { relabel: { type: "boolean", default: false }, help: { type: "boolean", short: "h", default: false } },
    });
    const [currency, ...others] = positionals;
    if (values.relabel && currency === undefined) throw new Error("--relabel needs a currency.");
    const isUsable = currency === undefined || (isCurrency(currency) && hasHundredths(currency));
    if (isUsable && others.length === 0) return { ...values, currency: currency?.toLowerCase() };
    process.stderr.write(`A currency is three letters like USD (ISO 4217), and one with hundredths.\n${usage}`);
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n${usage}`);
  }
  process.exit(2);
}

function say(text: string): void {
  void process.stdout.write(`${text}\n`);
}
