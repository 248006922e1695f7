import { changeCatalogue, continueCatalogueNumbers } from "../catalogue/index.ts";
import { continueCustomerNumbers } from "../customers/index.ts";
import { continueOrderNumbers } from "../orders/index.ts";
import type { Writer } from "../platform/database/database.ts";
import { inBulk } from "../platform/database/bulk.ts";
import { countRows } from "../platform/database/statistics.ts";
import { continueShippingNumbers } from "../shipping/index.ts";
import { continueTaxNumbers } from "../tax/index.ts";
import { openBooks } from "./books/books.ts";
import { emptyMoney, emptyTable, type Report } from "./books/report.ts";
import { firstOfEachKind } from "./books/texts.ts";
import { forgetErased } from "./leaving/leaving.ts";
import * as queries from "./queries.ts";
import { picturesRemark, type PictureFolders } from "./pictures/pictures.ts";
import type { MendedText } from "./reading/row.ts";
import type { Run } from "./run.ts";
import { readAddress } from "./source/address.ts";
import { SourceFault } from "./source/fault.ts";
import { openSource, type Source } from "./source/source.ts";
import { tableNames, type TableName } from "./source/tables.ts";
import { statusesRemark, usualStatuses, type Statuses } from "./statuses.ts";
import { takeCarts } from "./tables/carts.ts";
import { takeCatalogue } from "./tables/catalogue.ts";
import { passwordLoss, takeCustomers, takeReviews } from "./tables/customers.ts";
import { takeOrders } from "./tables/orders/orders.ts";
import { takeRegions, takeTerms } from "./tables/terms.ts";

export type ImportWish = {
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
export async function takeShop(wish: ImportWish): Promise<Report> {
  const source = await openSource(readAddress(wish.source, wish.password), wish);
  const now = new Date();
  const report = emptyReport(source, wish, now);
  try {
    await inBulk({ ...wish, cancel: wish.signal }, async (tx) => {
      await beAlone(tx);
      await wish.prepare(tx);
      const showText = firstOfEachKind(report.texts);
      const books = await openBooks(tx, report.tables, now, (text) => {
        showText(text);
        wish.noteText?.(text);
      });
      const highest = byTable(() => 0);
      const run: Run = { tx, source, books, report, now, highest, progress: wish.progress };
      await takeAll(run, wish);
      await finish(run);
      report.remarks.push(await picturesRemark(tx, wish.pictures, wish.isRehearsal));
    });
  } finally {
    await source.close();
  }
  report.remarks.unshift(...remarksOf(source, wish));
  report.remarks.push(...passwordsRemark(report, wish));
  report.seconds = (Date.now() - now.getTime()) / 1000;
  return report;
}

function emptyReport({ where }: Source, wish: ImportWish, now: Date): Report {
  return {
    source: where,
    isRehearsal: wish.isRehearsal,
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

function remarksOf(source: Source, { lock }: ImportWish): string[] {
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
function passwordsRemark({ tables: { customer } }: Report, { storefrontUrl }: ImportWish): string[] {
  const lost = customer.lost[passwordLoss] ?? 0;
  return lost === 0
    ? []
    : [
        `${lost} of ${customer.taken} customers must set a new password. Who tries to sign in is mailed a link; the mails lead to ${storefrontUrl.replace(/\/$/, "")}/reset-password (STOREFRONT_URL).`,
      ];
}

/** In the order in which rows refer to one another. */
async function takeAll(run: Run, wish: ImportWish): Promise<void> {
  const statuses = new Map([...usualStatuses, ...wish.statuses]);
  const seen = new Set<number>();
  await takeCatalogue(run);
  const hasPlaceholder = await takeRegions(run);
  const terms = await takeTerms(run);
  await takeCustomers(run, hasPlaceholder);
  // What follows joins what came before, and is planned by what is known of it.
  await run.tx.all(countRows());
  await takeReviews(run);
  await takeCarts(run);
  await takeOrders(run, { terms, statuses, seen });
  run.report.remarks.push(...statusesRemark(seen, wish.statuses));
}

async function finish({ tx, report, highest }: Run): Promise<void> {
  if (shown.some((name) => report.tables[name].taken > 0)) await changeCatalogue(tx, async () => ({ productIds: [] }));
  await forgetErased(tx);
  await tx.all(countRows());
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
