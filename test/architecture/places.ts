/**
 * Folders that each folder of `src` may import from besides itself; commands also from outside `src`, and the server
 * from `extras`, the optional parts. In the other direction, folders use a job or an event.
 */
export const arrows: Readonly<Record<string, readonly string[]>> = {
  platform: [],
  catalogue: ["platform"],
  customers: ["platform"],
  shipping: ["platform"],
  tax: ["platform"],
  stock: ["platform", "catalogue"],
  cart: ["platform", "catalogue"],
  orders: ["platform", "cart", "stock", "customers", "shipping", "tax"],
  payments: ["platform", "orders"],
  storefront: ["platform", "catalogue", "stock", "cart", "orders"],
  staff: ["platform", "customers"],
  import: ["platform", "catalogue", "customers", "shipping", "tax", "stock", "cart", "orders"],
  archive: ["platform"],
  server: [
    "platform",
    "catalogue",
    "customers",
    "shipping",
    "tax",
    "stock",
    "cart",
    "orders",
    "payments",
    "staff",
    "import",
    "storefront",
    "extras",
  ],
  cli: [
    "platform",
    "catalogue",
    "customers",
    "shipping",
    "tax",
    "stock",
    "cart",
    "orders",
    "payments",
    "staff",
    "import",
    "archive",
    "server",
    "migrations",
  ],
  extras: ["platform"],
};

const openFolders = new Set(["platform", "server", "cli"]);

/** Returns whether a folder may be imported only through its `index.ts`; platform, server and cli have no door. */
export const hasDoor = (folder: string): boolean => !openFolders.has(folder);

/** Returns the folder of `src` that contains a path; undefined outside `src`. */
export const folderOf = (path: string): string | undefined => /^src\/([^/]+)\//.exec(path)?.[1];

/** Returns the folder whose arrows a file obeys: that of `src` which contains it, or `extras`. */
export const placeOf = (path: string): string | undefined =>
  folderOf(path) ?? (path.startsWith("extras/") ? "extras" : undefined);

/** Returns whether a file may import everything: a test, or a file outside `src` and `extras`. */
export const isTest = (path: string): boolean => placeOf(path) === undefined || path.endsWith(".test.ts");

/** Returns whether a file contains statements: it is next to the rules that run them, under the same name. */
export const isOfStatements = (path: string): boolean => path.endsWith(".queries.ts");
