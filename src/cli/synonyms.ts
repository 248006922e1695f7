import { readFile } from "node:fs/promises";
import { changeCatalogueNow, fillSynonyms, listSynonyms, type Synonyms } from "../catalogue/index.ts";
import type { Database } from "../platform/database/database.ts";
import { decodeText } from "../platform/text-file.ts";
import { parseCommandLine } from "./command-line.ts";
import { withDatabase } from "./with-database.ts";

const usage = `Usage: npm run synonyms                  lists which words mean the same in this shop's search
       npm run synonyms -- words.txt     takes them from a file instead: those of a line mean the same
       npm run synonyms -- --none        leaves none

A line is "xmas, christmas": a comma between, a word or a few at each place. "bird > owl, puffin": who looks for a bird
finds owls and puffins too, not the other way round. Lines that begin with # are left out.
`;

const longest = 100;

const { help, groups } = await readArguments();
if (help) process.stdout.write(usage);
else await withDatabase((db) => (groups ? fill(db, groups) : show(db)));

async function show(db: Database): Promise<void> {
  const synonyms = await listSynonyms(db.reader);
  for (const { term, means } of synonyms) say(`${term} = ${means.join(", ")}`);
  if (synonyms.length === 0) say("There are none.");
}

async function fill(db: Database, groups: readonly Synonyms[]): Promise<void> {
  await changeCatalogueNow(db, async (tx) => {
    await fillSynonyms(tx, groups);
    return { productIds: [] };
  });
  say(groups.length === 0 ? "There are none from now on." : `Search knows ${groups.length} lines of them from now on.`);
}

function say(text: string): void {
  void process.stdout.write(`${text}\n`);
}

async function readArguments() {
  try {
    const { values, positionals } = parseCommandLine({
      allowPositionals: true,
      options: { none: { type: "boolean", default: false }, help: { type: "boolean", short: "h", default: false } },
    });
    const [file, ...others] = positionals;
    if (others.length > 0 || (values.none && file !== undefined)) throw new Error("Name one file.");
    if (values.help || (file === undefined && !values.none)) return { help: values.help, groups: undefined };
    return { help: false, groups: file === undefined ? [] : await readGroups(file) };
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n${usage}`);
    return process.exit(2);
  }
}

/** Returns the synonyms of a file. A file without any is refused: it would empty the table by mistake. */
async function readGroups(file: string): Promise<readonly Synonyms[]> {
  const content = decodeText(await readFile(file));
  if (content === undefined) throw new Error(`${file} is no text: save it as UTF-8.`);
  const groups = content
    .split(/\r\n?|\n/)
    .flatMap((line, index) => (line.trim() === "" || line.trim().startsWith("#") ? [] : [readLine(line, index + 1)]));
  if (groups.length === 0) throw new Error(`${file} holds no words. To leave none: --none`);
  return groups;
}

/** Parses the synonyms of a line; throws an error when it is invalid. */
function readLine(line: string, number: number): Synonyms {
  const [before = "", after, more] = line.split(">");
  const words = wordsOf(before);
  const narrower = wordsOf(after ?? "");
  const isFull = after === undefined ? words.length >= 2 : words.length >= 1 && narrower.length >= 1;
  if (!isFull || more !== undefined) throw new Error(`Line ${number} names no two words: ${line.trim()}`);
  const wrong = [...words, ...narrower].find((word) => word.length > longest || !/[\p{L}\p{N}]/u.test(word));
  if (wrong !== undefined)
    throw new Error(`Line ${number}: "${wrong.slice(0, longest)}" is no word, or longer than ${longest} letters.`);
  return after === undefined ? words : { wider: words, narrower };
}

function wordsOf(list: string): string[] {
  return [...new Set(list.split(",").map((word) => word.trim()))].filter((word) => word !== "");
}
