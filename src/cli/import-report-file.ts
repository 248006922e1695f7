import { closeSync, createReadStream, createWriteStream, openSync, writeSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { pipeline } from "node:stream/promises";
import type { RepairedText, Report } from "../import/index.ts";

const place = "\u0000texts";
const flushedAt = 65_536;

export type ReportFile = {
  note(text: RepairedText): void;
  /** Writes the whole report, with every text that was noted. */
  write(path: string, report: Report): Promise<void>;
  close(): Promise<void>;
};

/** Opens a file for repaired texts, which only its owner can read: the texts of a whole shop do not fit into memory. */
export async function openReportFile(): Promise<ReportFile> {
  const folder = await mkdtemp(join(tmpdir(), "selvedge-report-"));
  const notes = join(folder, "texts");
  const file = openSync(notes, "w", 0o600);
  let waiting = "";
  const flush = (): void => {
    writeSync(file, waiting);
    waiting = "";
  };
  const pieces = async function* (report: Report): AsyncGenerator<string> {
    const [head = "", tail = ""] = JSON.stringify({ ...report, texts: place }, null, 2).split(JSON.stringify(place));
    yield `${head}[`;
    let sign = "";
    for await (const line of createInterface({ input: createReadStream(notes), crlfDelay: Infinity })) {
      yield `${sign}\n    ${line}`;
      sign = ",";
    }
    yield `${sign === "" ? "" : "\n  "}]${tail}\n`;
  };
  return {
    note(text) {
      waiting += `${JSON.stringify(text)}\n`;
      if (waiting.length > flushedAt) flush();
    },
    async write(path, report) {
      flush();
      await pipeline(pieces(report), createWriteStream(path));
    },
    async close() {
      closeSync(file);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
