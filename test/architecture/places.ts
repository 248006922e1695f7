/** Which folders of `src` (and, for commands, which beside it) each may import from, beside itself. Against the arrow goes a job or an event. */
export const arrows: Readonly<Record<string, readonly string[]>> = {
  platform: [],
  catalogue: ["platform"],
  customers: ["platform"],
  shipping: ["platform"],
  tax: ["platform"],
  cart: ["platform", "catalogue"],
  orders: ["platform", "cart", "customers", "shipping", "tax"],
  payments: ["platform", "orders"],
  legacy: ["platform", "catalogue", "customers", "shipping", "tax", "cart", "orders"],
  server: ["platform", "catalogue", "customers", "shipping", "tax", "cart", "orders", "payments", "legacy"],
  cli: [
    "platform",
    "catalogue",
    "customers",
    "shipping",
    "tax",
    "cart",
    "orders",
    "payments",
    "legacy",
    "server",
    "migrations",
  ],
};

const openFolders = new Set(["platform", "server", "cli"]);

/** A feature lets others in by its `index.ts` alone; the ground and the wiring have no door. */
export const hasDoor = (folder: string): boolean => !openFolders.has(folder);

/** The folder of `src` that a path lies in; undefined outside `src`. */
export const folderOf = (path: string): string | undefined => /^src\/([^/]+)\//.exec(path)?.[1];

/** Tests, and the programs beside them that tests start (`trial-….ts`), may reach everywhere. */
export const isTest = (path: string): boolean =>
  !path.startsWith("src/") || /\.test\.ts$|\/trial(-\w+)*\.ts$/.test(path);
