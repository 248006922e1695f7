import { changeCatalogue, continueCatalogueNumbers } from "../catalogue/index.ts";
import { continueCustomerNumbers } from "../customers/index.ts";
import { continueOrderNumbers } from "../orders/index.ts";
import type { Writer } from "../platform/database/database.ts";
import { bulkLoad } from "../platform/database/bulk.ts";
import { analyzeTables } from "../platform/database/statistics.ts";
import { continueShippingNumbers } from "../shipping/index.ts";
import { continueTaxNumbers } from "../tax/index.ts";
import { openImportLog } from "./import-log.ts";
import { emptyMoney, emptyTable, type Report } from "./report.ts";
import { firstOfEachKind } from "./first-of-each-kind.ts";
import { forgetErased } from "./personal-data.ts";
import * as queries from "./import-log.queries.ts";
import { picturesRemark, type PictureFolders } from "./pictures.ts";
import type { RepairedText } from "./parsing/row.ts";
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
  /** Address of the source database: `mysql://user:password@host/database`. */
  readonly source: string;
  /** Used when the address has no password. */
  readonly password: string;
  /** Address of this shop's database, whose migrations have run. */
  readonly url: string;
  /** Runs and reports the whole import, then rolls it back. */
  readonly isRehearsal: boolean;
  /** Locks the source against writes; the source shop waits if it is running. */
  readonly lock: boolean;
  /** Time zone in which the source shop wrote, if not that of its server. */
  readonly timeZone: string | undefined;
  /** Status numbers whose meaning differs from the usual one. */
  readonly statuses: Statuses;
  readonly pictures: PictureFolders;
  /** Storefront that links in mails lead to. */
  readonly storefrontUrl: string;
  /** Called for every repaired text of an imported row. */
  readonly noteText?: ((text: RepairedText) => void) | undefined;
  /** Runs first, in the same transaction. */
  readonly prepare: (tx: Writer) => Promise<void>;
  readonly progress: Run["progress"];
  /** Aborts the import; nothing is imported then. */
  readonly signal: AbortSignal;
};

/** Tables shown in replies that every server caches. */
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

/** Runs the whole import, including the connections to both databases. */
export async function loadShop(options: ImportOptions): Promise<Report> {
  const source = await openSource(readAddress(options.source, options.password), options);
  const now = new Date();
  const report = emptyReport(source, options, now);
  try {
    await bulkLoad({ ...options, cancel: options.signal }, async (tx) => {
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

/** Returns a remark on lost passwords, a loss that customers notice. */
function passwordsRemark({ tables: { customer } }: Report, { storefrontUrl }: ImportOptions): string[] {
  const lost = customer.lost[passwordLoss] ?? 0;
  return lost === 0
    ? []
    : [
        `${lost} of ${customer.taken} customers must set a new password. Who tries to sign in is mailed a link; the mails lead to ${storefrontUrl.replace(/\/$/, "")}/reset-password (STOREFRONT_URL).`,
      ];
}

/** Imports all tables, in the order of their references. */
async function takeAll(run: Run, options: ImportOptions): Promise<void> {
  const statuses = new Map([...usualStatuses, ...options.statuses]);
  const seen = new Set<number>();
  await loadCatalogue(run);
  const hasPlaceholder = await loadRegions(run);
  const terms = await loadTerms(run);
  await loadCustomers(run, hasPlaceholder);
  // The next steps join the tables imported so far, so the planner needs their statistics.
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
  // A rollback does not reset sequences.
  if (report.isRehearsal) return;
  await tx.all(continueCatalogueNumbers(highest));
  await tx.all(continueShippingNumbers({ regions: highest.shipping_region, rates: highest.shipping }));
  await tx.all(continueTaxNumbers(highest.tax));
  await tx.all(continueCustomerNumbers(highest.customer));
  await tx.all(continueOrderNumbers(highest.orders));
}

/** Throws SourceFault when another import is running: two imports would deadlock on each other's rows. */
async function beAlone(tx: Writer): Promise<void> {
  if (!(await tx.first(queries.lockImports()))?.is_alone)
    throw new SourceFault("Another import is on its way into this shop. Wait until it has ended.");
}
