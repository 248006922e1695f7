import { changeCatalogue, continueCatalogueNumbers } from "../catalogue/index.ts";
import { continueCustomerNumbers } from "../customers/index.ts";
import { continueOrderNumbers } from "../orders/index.ts";
import type { Writer } from "../platform/database/database.ts";
import { inBulk } from "../platform/database/bulk.ts";
import { analyzeTables } from "../platform/database/statistics.ts";
import { continueShippingNumbers } from "../shipping/index.ts";
import { continueTaxNumbers } from "../tax/index.ts";
import { openImportLog } from "./import-log.ts";
import { emptyMoney, emptyTable, type Report } from "./report.ts";
import { firstOfEachKind } from "./first-of-each-kind.ts";
import { forgetErased } from "./personal-data.ts";
import * as queries from "./import-log.queries.ts";
import { picturesRemark, type PictureFolders } from "./pictures.ts";
import type { MendedText } from "./parsing/row.ts";
import type { Run } from "./loader.ts";
import { readAddress } from "./source/address.ts";
import { SourceFault } from "./source/source-fault.ts";
import { openSource, type Source } from "./source/source.ts";
import { tableNames, type TableName } from "./source/tables.ts";
import { statusesRemark, usualStatuses, type Statuses } from "./statuses.ts";
import { loadCarts } from "./tables/carts.ts";
import { loadCatalogue } from "./tables/catalogue.ts";
import { passwordLoss, loadCustomers, loadReviews } from "./tables/customers.ts";
import { loadOrders } from "./tables/orders.ts";
import { loadRegions, loadTerms } from "./tables/terms.ts";

export type ImportOptions = {
  /** The older shop's database: `mysql://user:password@host/database`. */
  readonly source: string;
  /** For an address without one. */
  readonly password: string;
  /** The address of the database of this shop, migrated. */
  readonly url: string;
  /** Everything is done, reported, and then undone. */
  readonly isRehearsal: boolean;
  /** Nobody writes to the source meanwhile; the older shop, if it is open, waits. */
  readonly lock: boolean;
  /** The time zone that the older shop wrote in, if not its server's. */
  readonly timeZone: string | undefined;
  /** Where they are others than usual. */
  readonly statuses: Statuses;
  readonly pictures: PictureFolders;
  /** Where mails lead to. */
  readonly storefrontUrl: string;
  /** Is told of every text of a taken row that was mended. */
  readonly noteText?: ((text: MendedText) => void) | undefined;
  /** What is done first, in the same transaction. */
  readonly prepare: (tx: Writer) => Promise<void>;
  readonly progress: Run["progress"];
  /** Ends it with nothing taken over. */
  readonly signal: AbortSignal;
};

/** Replies that every server keeps show these tables. */
const shown: readonly TableName[] = [
  "department",
  "category",
  "attribute",
  "attribute_value",
  "product",
  "product_category",
  "product_attribute",
  "shipping_region",
  "shipping",
  "tax",
  "review",
];

/** The whole import, with its connections to both databases. */
export async function loadShop(options: ImportOptions): Promise<Report> {
  const source = await openSource(readAddress(options.source, options.password), options);
  const now = new Date();
  const report = emptyReport(source, options, now);
  try {
    await inBulk({ ...options, cancel: options.signal }, async (tx) => {
      await beAlone(tx);
      await options.prepare(tx);
      const showText = firstOfEachKind(report.texts);
      const books = await openImportLog(tx, report.tables, now, (text) => {
        showText(text);
        options.noteText?.(text);
      });
      const highest = byTable(() => 0);
      const run: Run = { tx, source, books, report, now, highest, progress: options.progress };
      await takeAll(run, options);
      await finish(run);
      report.remarks.push(await picturesRemark(tx, options.pictures, options.isRehearsal));
    });
  } finally {
    await source.close();
  }
  report.remarks.unshift(...remarksOf(source, options));
  report.remarks.push(...passwordsRemark(report, options));
  report.seconds = (Date.now() - now.getTime()) / 1000;
  return report;
}

function emptyReport({ where }: Source, options: ImportOptions, now: Date): Report {
  return {
    source: where,
    isRehearsal: options.isRehearsal,
    begun: now.toISOString(),
    seconds: 0,
    tables: byTable(emptyTable),
    money: emptyMoney(),
    texts: [],
    remarks: [],
  };
}

function byTable<Value>(make: () => Value) {
  return Object.fromEntries(tableNames.map((name) => [name, make()])) as Record<TableName, Value>;
}

function remarksOf(source: Source, { lock }: ImportOptions): string[] {
  return [
    `Moments were read in the time zone that the source wrote them in: ${source.zone.name}. --time-zone names another.`,
    ...(lock && !source.isLocked
      ? [
          "The source could not be locked (its user lacks LOCK TABLES): what was written to it meanwhile may be missing.",
        ]
      : []),
    ...tableNames
      .filter((name) => !source.columns.has(name))
      .map((name) => `The source has no table ${name}: nothing of it was taken.`),
    ...(source.unknown.length > 0
      ? [`Columns that nothing here knows stayed behind: ${source.unknown.join(", ")}.`]
      : []),
  ];
}

/** What is lost of customers that they notice. */
function passwordsRemark({ tables: { customer } }: Report, { storefrontUrl }: ImportOptions): string[] {
  const lost = customer.lost[passwordLoss] ?? 0;
  return lost === 0
    ? []
    : [
        `${lost} of ${customer.taken} customers must set a new password. Who tries to sign in is mailed a link; the mails lead to ${storefrontUrl.replace(/\/$/, "")}/reset-password (STOREFRONT_URL).`,
      ];
}

/** In the order in which rows refer to one another. */
async function takeAll(run: Run, options: ImportOptions): Promise<void> {
  const statuses = new Map([...usualStatuses, ...options.statuses]);
  const seen = new Set<number>();
  await loadCatalogue(run);
  const hasPlaceholder = await loadRegions(run);
  const terms = await loadTerms(run);
  await loadCustomers(run, hasPlaceholder);
  // What follows joins what came before, and is planned by what is known of it.
  await run.tx.all(analyzeTables());
  await loadReviews(run);
  await loadCarts(run);
  await loadOrders(run, { terms, statuses, seen });
  run.report.remarks.push(...statusesRemark(seen, options.statuses));
}

async function finish({ tx, report, highest }: Run): Promise<void> {
  if (shown.some((name) => report.tables[name].taken > 0)) await changeCatalogue(tx, async () => ({ productIds: [] }));
  await forgetErased(tx);
  await tx.all(analyzeTables());
  // Sequences keep what they are set to when a transaction is undone.
  if (report.isRehearsal) return;
  await tx.all(continueCatalogueNumbers(highest));
  await tx.all(continueShippingNumbers({ regions: highest.shipping_region, rates: highest.shipping }));
  await tx.all(continueTaxNumbers(highest.tax));
  await tx.all(continueCustomerNumbers(highest.customer));
  await tx.all(continueOrderNumbers(highest.orders));
}

/** Two imports at once would wait for each other's rows until one of them is given up. */
async function beAlone(tx: Writer): Promise<void> {
  if (!(await tx.first(queries.lockImports()))?.is_alone)
    throw new SourceFault("Another import is on its way into this shop. Wait until it has ended.");
}
