import { sharedPassword } from "./customers.ts";
import { seedStress, Unfillable } from "./seed.ts";
import { interruption } from "../../src/cli/interruption.ts";
import { parseCommandLine } from "../../src/cli/command-line.ts";
import { withNewGround } from "../../src/cli/with-database.ts";

const usage = `Usage: npm run seed:stress                   fills an empty database with a large catalogue
       npm run seed:stress -- [options]

  --products 100000   in 10 departments and 1 000 categories, each in 10 of these
  --customers 0       with addresses; all have the password ${sharedPassword}
  --orders 0          of these customers, with lines and history
  --reviews 0
  --seed 1            the same seed makes the same rows
  --force             adds to a database that holds something already

The database is DATABASE_URL's, or the embedded one of DATA_DIR. All is done in one transaction: when it is interrupted,
nothing has happened.
`;

const options = {
  products: { type: "string", default: "100000" },
  customers: { type: "string", default: "0" },
  orders: { type: "string", default: "0" },
  reviews: { type: "string", default: "0" },
  seed: { type: "string", default: "1" },
  force: { type: "boolean", default: false },
  help: { type: "boolean", short: "h", default: false },
} as const;

const mostRows = 100_000_000;

const { help, force: isForced, ...given } = readArguments();
if (help) process.stdout.write(usage);
else {
  const wish = {
    products: whole("products", given.products, 1),
    customers: whole("customers", given.customers, 0),
    orders: whole("orders", given.orders, 0),
    reviews: whole("reviews", given.reviews, 0),
    seed: whole("seed", given.seed, 0),
    isForced,
  };
  if (wish.orders > 0 && wish.customers === 0) fail("--orders needs --customers: somebody has to buy.");
  const interrupted = interruption();
  await withNewGround(async (url, config) => {
    try {
      await seedStress(config.databaseMigrateUrl || url, { ...wish, currency: config.currency }, interrupted);
      process.stdout.write(`Filled in ${(performance.now() / 1000).toFixed(1)} s.\n`);
    } catch (error) {
      const { aborted } = interrupted;
      if (!aborted && !(error instanceof Unfillable)) throw error;
      process.stderr.write(`\n${aborted ? "Interrupted: nothing was changed." : (error as Error).message}\n`);
      process.exitCode = 1;
    }
  });
}

function readArguments() {
  try {
    return parseCommandLine({ options }).values;
  } catch (error) {
    return fail((error as Error).message);
  }
}

function whole(name: string, given: string, least: number): number {
  const number = /^\d{1,9}$/.test(given) ? Number(given) : Number.NaN;
  return number >= least && number <= mostRows
    ? number
    : fail(`--${name} ${given}: it must be a whole number from ${least} to ${mostRows}.`);
}

function fail(message: string): never {
  process.stderr.write(`${message}\n${usage}`);
  process.exit(2);
}
