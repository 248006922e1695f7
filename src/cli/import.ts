import { existsSync } from "node:fs";
import { open, rm } from "node:fs/promises";
import { resolve } from "node:path";
import { importShop, requirePictures, requireSource, SourceFault, summaryOf, type Report } from "../import/index.ts";
import { settleCurrency } from "../orders/index.ts";
import type { Config } from "../platform/config.ts";
import type { Writer } from "../platform/database/database.ts";
import { picturesFolder } from "../server/pictures.ts";
import { removeSample, sampleIn } from "../server/sample.ts";
import { tellFailure } from "./failure.ts";
import { readArguments, usage } from "./import-arguments.ts";
import { showProgress } from "./import-progress.ts";
import { openReportFile, type ReportFile } from "./import-report-file.ts";
import { interruption } from "./interruption.ts";
import { withNewGround } from "./with-database.ts";

const asked = (() => {
  try {
    return readArguments(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n${usage}`);
    process.exit(2);
  }
})();

const picturesFrom = asked.picturesFrom === undefined ? undefined : resolve(asked.picturesFrom);

if (asked.isHelp) process.stdout.write(usage);
else if (await requireDoable()) {
  const signal = interruption();
  await withNewGround(async (url, config) => {
    const file = asked.report === undefined ? undefined : await openReportFile();
    try {
      await take({ url, config, file }, signal);
    } finally {
      await file?.close();
    }
  });
}

/** Returns whether the import can start; checked before a database is created for it. Prints the failure. */
async function requireDoable(): Promise<boolean> {
  try {
    await requireSource(asked.source);
    await requirePictures({ from: picturesFrom });
    if (asked.report !== undefined) await requireWritable(asked.report);
    return true;
  } catch (error) {
    tellFailure(error);
    return false;
  }
}

/**
 * Checked before anything is done, because an import cannot be reported a second time. An earlier report stays until
 * then.
 */
async function requireWritable(path: string): Promise<void> {
  const isThere = existsSync(path);
  try {
    await (await open(path, "a")).close();
  } catch (error) {
    throw new SourceFault(`The report cannot be written: ${(error as Error).message}.`, { cause: error });
  }
  if (!isThere) await rm(path);
}

async function take(
  { url, config, file }: { readonly url: string; readonly config: Config; readonly file: ReportFile | undefined },
  signal: AbortSignal,
): Promise<void> {
  const pictures = { from: picturesFrom, to: picturesFolder(config) };
  const screen = showProgress(process.stdout);
  const options = {
    ...asked,
    password: config.sourcePassword,
    // Setting sequences may need more rights than running the shop does; and no pooler lends a connection for so long.
    url: config.databaseMigrateUrl || url,
    pictures,
    storefrontUrl: config.storefrontUrl,
    noteText: file?.note,
    prepare: prepared(config, asked.replaceSample),
    progress: screen.progress,
    signal,
  };
  const report = await importShop(options).catch((error: unknown) => {
    throw signal.aborted ? new SourceFault("Interrupted: nothing was taken over.", { cause: error }) : error;
  });
  screen.end();
  process.stdout.write(await summaryOf(report));
  if (file && asked.report !== undefined) await writeReport(file, asked.report, report);
}

/**
 * Settles the currency of orders, and refuses or removes the sample catalogue: every product of the older shop would
 * conflict with a sample product of the same id, and be rejected.
 */
function prepared({ currency }: Config, replaceSample: boolean) {
  return async (tx: Writer): Promise<void> => {
    await settleCurrency(tx, currency);
    const sample = await sampleIn(tx);
    if (sample === "untouched" && replaceSample) await removeSample(tx);
    else if (sample === "untouched")
      throw new SourceFault(
        "This shop holds the sample catalogue, whose numbers are those of the source. To replace it: npm run import -- … --replace-sample",
      );
    else if (sample === "used")
      throw new SourceFault(
        "This shop holds the sample catalogue, whose numbers are those of the source, and somebody has shopped there. Import into another database (DATABASE_URL or DATA_DIR).",
      );
  };
}

async function writeReport(file: ReportFile, path: string, report: Report): Promise<void> {
  try {
    await file.write(path, report);
  } catch (error) {
    throw new SourceFault(`It is done, but the report cannot be written: ${(error as Error).message}.`, {
      cause: error,
    });
  }
}
