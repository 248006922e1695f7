import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { commandOf, openShop, root } from "../shop.ts";

/** Number of products in the sample, which a new shop fills itself with. */
const sampleSize = 101;

const fillSample = async (dataDir: string, tree: string): Promise<void> => (await openShop(dataDir, {}, tree)).close();

const fillStress = async (dataDir: string, products: number, tree: string): Promise<void> => {
  const command = [...commandOf(tree, "seed:stress"), "--products", String(products)];
  const seeding = spawn(process.execPath, command, {
    cwd: tree,
    env: { ...process.env, DATABASE_URL: "", DATABASE_MIGRATE_URL: "", DATA_DIR: dataDir },
    stdio: ["ignore", "inherit", "inherit"],
  });
  const [code] = (await once(seeding, "exit")) as [number | null];
  if (code !== 0) throw new Error(`A catalogue of ${products} products could not be made.`);
};

/**
 * Returns the data folder of a shop with this many products: filled now by this tree's program or another's, or kept
 * from an earlier run.
 */
export const dataOfSize = async (folder: string, products: number, tree = root): Promise<string> => {
  const own = resolve(folder, String(products));
  const dataDir = join(own, "shop");
  // Only a completely filled database has this marker file next to it.
  const mark = join(own, "filled");
  if (existsSync(mark)) return dataDir;
  await mkdir(own, { recursive: true });
  await chmod(own, 0o755);
  await (products === sampleSize ? fillSample(dataDir, tree) : fillStress(dataDir, products, tree));
  await writeFile(mark, `${new Date().toISOString()}\n`);
  return dataDir;
};
