/** Which folders of `src` (and, for commands, which beside it) each may import from, beside itself. Against the arrow goes a job or an event. */
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
  import: ["platform", "catalogue", "customers", "shipping", "tax", "stock", "cart", "orders"],
  server: ["platform", "catalogue", "customers", "shipping", "tax", "stock", "cart", "orders", "payments", "import"],
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
    "import",
    "server",
    "migrations",
  ],
};

const openFolders = new Set(["platform", "server", "cli"]);

/** A feature lets others in by its `index.ts` alone; the ground and the wiring have no door. */
export const hasDoor = (folder: string): boolean => !openFolders.has(folder);

/** The folder of `src` that a path lies in; undefined outside `src`. */
export const folderOf = (path: string): string | undefined => /^src\/([^/]+)\//.exec(path)?.[1];

/** Tests may reach everywhere. */
export const isTest = (path: string): boolean => !path.startsWith("src/") || path.endsWith(".test.ts");

/** Where statements stand: beside the rules that run them, in a file of the same name. */
export const isOfStatements = (path: string): boolean => path.endsWith(".queries.ts");
