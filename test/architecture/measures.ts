import { basename, dirname } from "node:path/posix";
import { callsWithin } from "./functions.ts";
import { folderOf, isOfStatements, isTest } from "./places.ts";
import { filesReached } from "./reach.ts";
import type { Source } from "./source.ts";
import { readTables, writtenTables } from "./table-rules.ts";

/** A count over the tree. `goal` is its target, `most` its limit until that is reached, which never rises. */
export type Measure = {
  readonly name: string;
  readonly value: number;
  readonly goal: number;
  readonly most: number;
  /** The counted items, where it helps to see them. */
  readonly found: readonly string[];
};

/** Operations that a newcomer follows from the rule to its statements. */
const operations = [
  ["list products", "src/catalogue/products/list-products.ts", "listProducts", { files: 23, folders: 4 }],
  ["place an order", "src/orders/placement/place-order.ts", "placeOrder", { files: 21, folders: 7 }],
  ["charge", "src/payments/charge/charge.ts", "charge", { files: 21, folders: 7 }],
  ["log in", "src/customers/accounts/accounts.ts", "login", { files: 10, folders: 3 }],
] as const;

const counted = (name: string, found: readonly string[], goal: number, most = goal): Measure => ({
  name,
  value: found.length,
  goal,
  most,
  found,
});

const lengthOf = ({ text }: Source): number => text.split("\n").length - 1;

/** Returns folders below a feature with fewer than four production files; a feature as a whole may be that small. */
const smallFolders = (shop: readonly Source[]): string[] =>
  [...Map.groupBy(shop, ({ path }) => dirname(path))]
    .filter(([folder, files]) => files.length < 4 && folder.split("/").length > 2)
    .map(([folder, files]) => `${folder}: ${files.length}`);

/** Returns pairs of folders of one feature that import each other. */
const circles = (shop: readonly Source[]): string[] => {
  const arrows = new Set<string>();
  for (const { path, imports } of shop)
    for (const { target } of imports)
      if (folderOf(target) !== undefined && folderOf(target) === folderOf(path) && dirname(target) !== dirname(path))
        arrows.add(`${dirname(path)} ${dirname(target)}`);
  return [...arrows].filter((arrow) => {
    const [from = "", to = ""] = arrow.split(" ");
    const isBelow = from.startsWith(`${to}/`) || to.startsWith(`${from}/`);
    return from < to && !isBelow && arrows.has(`${to} ${from}`);
  });
};

/** Features whose tables every feature may read: products, shipping, tax. */
const referenceOwners = new Set(["catalogue", "shipping", "tax"]);

const foreignReads = (shop: readonly Source[]): string[] => {
  const owners = new Map<string, string>();
  for (const source of shop) for (const table of writtenTables(source)) owners.set(table, folderOf(source.path) ?? "");
  return shop
    .filter(({ path }) => isOfStatements(path))
    .flatMap((source) =>
      [...new Set(readTables(source))]
        .filter((table) => {
          const owner = owners.get(table);
          return owner !== undefined && owner !== folderOf(source.path) && !referenceOwners.has(owner);
        })
        .map((table) => `${source.path} reads ${table}`),
    );
};

const mayImportFastify = /^src\/(?:platform\/http|server)\/|routes\.ts$/;

const testNames = ({ text }: Source): string[] =>
  [...text.matchAll(/^\s*(?:test|it|suite|describe)\(\s*(["'`])(.*?)\1/gm)].map(([, , name = ""]) => name);

const ofOperations = (tree: readonly Source[]): Measure[] =>
  operations.flatMap(([name, path, called, { files: mostFiles, folders: mostFolders }]) => {
    const files = filesReached(tree, path, called);
    return [
      counted(`files opened to ${name}`, files, 10, mostFiles),
      counted(`folders opened to ${name}`, [...new Set(files.map((file) => dirname(file)))], 4, mostFolders),
    ];
  });

const ofOrder = (shop: readonly Source[]): Measure[] => {
  const calls = shop.map(callsWithin);
  const all = calls.reduce((sum, one) => sum + one.all, 0);
  const upward = calls.reduce((sum, one) => sum + one.upward, 0);
  const percent = Math.round((upward / all) * 1000) / 10;
  return [{ name: "percent of calls within a file that go upward", value: percent, goal: 5, most: 5, found: [] }];
};

const ofRooms = (shop: readonly Source[]): Measure[] => [
  counted("folders of fewer than four files", smallFolders(shop), 0),
  counted(
    "files that are called queries.ts",
    shop.filter(({ path }) => basename(path) === "queries.ts").map(({ path }) => path),
    0,
  ),
  counted("circles between folders of a feature", circles(shop), 0),
  counted("reads of another feature's tables", foreignReads(shop), 0),
  counted(
    "imports of fastify outside of its places",
    shop
      .filter(({ path, imports }) => !mayImportFastify.test(path) && imports.some(({ target }) => target === "fastify"))
      .map(({ path }) => path),
    0,
  ),
];

const ofText = (tree: readonly Source[], shop: readonly Source[]): Measure[] => {
  const lengths = shop.map(lengthOf).toSorted((one, other) => one - other);
  const nineInTen = lengths[Math.floor(lengths.length * 0.9)] ?? 0;
  return [
    counted(
      "double casts",
      shop.flatMap(({ path, code }) => [...code.matchAll(/\bas unknown as\b/g)].map(() => path)),
      3,
    ),
    counted(
      "names of tests over 90 characters",
      tree.flatMap((source) =>
        testNames(source)
          .filter((name) => name.length > 90)
          .map((name) => `${source.path}: ${name}`),
      ),
      0,
      0,
    ),
    { name: "lines of the largest file", value: lengths.at(-1) ?? 0, goal: 250, most: 250, found: [] },
    { name: "lines that nine files in ten do not exceed", value: nineInTen, goal: 130, most: 145, found: [] },
  ];
};

/** Measures what a newcomer meets: files opened for an operation, order, folders, lengths. */
export const measure = (tree: readonly Source[]): Measure[] => {
  const shop = tree.filter(({ path }) => !isTest(path));
  return [...ofOperations(tree), ...ofOrder(shop), ...ofRooms(shop), ...ofText(tree, shop)];
};
