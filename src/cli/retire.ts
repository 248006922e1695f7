import { changeCatalogueNow } from "../catalogue/index.ts";
import type { Database } from "../platform/database/database.ts";
import { refusal } from "../platform/refusal.ts";
import { retireRate, retireRegion } from "../shipping/index.ts";
import { retireTax } from "../tax/index.ts";
import { parseCommandLine } from "./command-line.ts";
import { withDatabase } from "./with-database.ts";

const kinds = {
  shipping: { retire: retireRate, unknown: refusal("SHP_02"), what: "The way of sending" },
  tax: { retire: retireTax, unknown: refusal("TAX_01"), what: "The tax" },
  region: { retire: retireRegion, unknown: refusal("SHP_01"), what: "The region" },
} as const;

const placeholderStays = {
  shipping_region_placeholder_check: refusal("SHP_01", "", {
    message: "Region 1 is where customers are who have chosen none: it stays.",
  }),
};

const usage = `Usage: npm run retire -- ${Object.keys(kinds).join("|")} <number>           is not offered any more; orders that have it keep it
       npm run retire -- ${Object.keys(kinds).join("|")} <number> --undo    is offered again
`;

type Options = NonNullable<ReturnType<typeof readArguments>["wish"]>;

const { undo, help, wish } = readArguments();
if (help) process.stdout.write(usage);
else if (!wish) {
  process.stderr.write(usage);
  process.exitCode = 2;
} else
  await withDatabase(async (db) => {
    const name = await retire(db, wish, undo ? null : new Date());
    process.stdout.write(`${wish.what} ${wish.number} (${name}) is ${undo ? "offered again" : "retired"}.\n`);
  });

function readArguments() {
  try {
    const { values, positionals } = parseCommandLine({
      allowPositionals: true,
      options: { undo: { type: "boolean", default: false }, help: { type: "boolean", short: "h", default: false } },
    });
    const [kind = "", number = "", ...others] = positionals;
    if (values.help) return { ...values, wish: undefined };
    if (!Object.hasOwn(kinds, kind)) throw new Error(`"${kind}" is nothing that is retired.`);
    if (!/^[1-9]\d{0,14}$/.test(number)) throw new Error(`"${number}" is no number of one.`);
    if (others.length > 0) throw new Error(`"${others[0]}" is too much.`);
    return { ...values, wish: { ...kinds[kind as keyof typeof kinds], number: Number(number) } };
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    return { undo: false, help: false, wish: undefined };
  }
}

/** Changes through the catalogue's door, so that every server invalidates its cached lists. */
async function retire(db: Database, { retire: change, unknown, number }: Options, since: Date | null): Promise<string> {
  let name = "";
  await changeCatalogueNow(db, async (tx) => {
    const changed = await tx.first(change(number, since), placeholderStays);
    if (!changed) throw unknown;
    ({ name } = changed);
    return { productIds: [] };
  });
  return name;
}
