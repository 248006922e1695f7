import { readFile } from "node:fs/promises";
import { changeCatalogueNow, fillSynonyms, listSynonyms } from "../catalogue/index.ts";
import type { Database } from "../platform/database/database.ts";
import { decodeText } from "../platform/text-file.ts";
import { parseCommandLine } from "./command-line.ts";
import { withDatabase } from "./with-database.ts";

const usage = `Usage: npm run synonyms                  lists which words mean the same in this shop's search
       npm run synonyms -- words.txt     takes them from a file instead: those of a line mean the same
       npm run synonyms -- --none        leaves none

A line is "xmas, christmas": a comma between, a word or a few at each place. Lines that begin with # are left out.
`;

const longest = 100;

/** The groups of a file, or the fault of a line. */
const groupsIn = (content: string): readonly (readonly string[])[] =>
  content.split(/\r\n?|\n/).flatMap((line, index) => {
    if (line.trim() === "" || line.trim().startsWith("#")) return [];
    const words = [...new Set(line.split(",").map((word) => word.trim()))].filter((word) => word !== "");
    if (words.length < 2) throw new Error(`Line ${index + 1} names no two words: ${line.trim()}`);
    const long = words.find((word) => word.length > longest || !/[\p{L}\p{N}]/u.test(word));
    if (long !== undefined)
      throw new Error(`Line ${index + 1}: "${long.slice(0, longest)}" is no word, or longer than ${longest} letters.`);
    return [words];
  });

/** The groups of a file; one without any would empty the table by mistake. */
const readGroups = async (file: string): Promise<readonly (readonly string[])[]> => {
  const content = decodeText(await readFile(file));
  if (content === undefined) throw new Error(`${file} is no text: save it as UTF-8.`);
  const groups = groupsIn(content);
  if (groups.length === 0) throw new Error(`${file} holds no words. To leave none: --none`);
  return groups;
};

const say = (text: string): void => void process.stdout.write(`${text}\n`);

const show = async (db: Database): Promise<void> => {
  const synonyms = await listSynonyms(db.reader);
  for (const { term, means } of synonyms) say(`${term} = ${means.join(", ")}`);
  if (synonyms.length === 0) say("There are none.");
};

const fill = async (db: Database, groups: readonly (readonly string[])[]): Promise<void> => {
  await changeCatalogueNow(db, async (tx) => {
    await fillSynonyms(tx, groups);
    return { productIds: [] };
  });
  say(groups.length === 0 ? "There are none from now on." : `Search knows ${groups.length} lines of them from now on.`);
};

const readArguments = async () => {
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
};

const { help, groups } = await readArguments();
if (help) process.stdout.write(usage);
else await withDatabase((db) => (groups ? fill(db, groups) : show(db)));
