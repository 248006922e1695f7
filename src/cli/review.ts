import { removeReviewAsOwner, describeReviews } from "../catalogue/index.ts";
import type { Database } from "../platform/database/database.ts";
import { oneLine } from "../platform/visible.ts";
import { parseCommandLine } from "./command-line.ts";
import { withDatabase } from "./with-database.ts";

const usage = `Usage: npm run review -- list <product>               lists a product's reviews with their numbers, newest first
       npm run review -- remove <product> <review>    takes one down, whoever wrote it; its stars count no more
`;

const mostListed = 200;

type Asked = NonNullable<ReturnType<typeof readArguments>["asked"]>;

const { help, asked } = readArguments();
if (help) process.stdout.write(usage);
else if (!asked) process.exitCode = 2;
else
  await withDatabase(async (db) => {
    process.stdout.write(`${(await answer(db, asked)).join("\n")}\n`);
  });

function readArguments() {
  try {
    const { values, positionals } = parseCommandLine({
      allowPositionals: true,
      options: { help: { type: "boolean", short: "h", default: false } },
    });
    if (values.help) return { help: true, asked: undefined };
    const [act = "", product = "", review, ...others] = positionals;
    if (act !== "list" && act !== "remove") throw new Error(`"${act}" is nothing that is done with reviews.`);
    if (!isNumber(product)) throw new Error(`"${product}" is no product's number.`);
    if (act === "remove" && !isNumber(review ?? "")) throw new Error(`"${review ?? ""}" is no review's number.`);
    const tooMuch = act === "list" ? review : others[0];
    if (tooMuch !== undefined) throw new Error(`"${tooMuch}" is too much.`);
    return { help: false, asked: { act, productId: Number(product), reviewId: Number(review ?? 0) } as const };
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n${usage}`);
    return { help: false, asked: undefined };
  }
}

function isNumber(given: string): boolean {
  return /^[1-9]\d{0,14}$/.test(given);
}

async function answer(db: Database, { act, productId, reviewId }: Asked): Promise<string[]> {
  if (act === "list") return describeReviews(db, productId, mostListed);
  const { author } = await removeReviewAsOwner(db, { productId, reviewId });
  return [`Review ${reviewId} of product ${productId}, by ${oneLine(author)}, is removed.`];
}
