import { existsSync } from "node:fs";
import { chmod, mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { isChosen } from "../chosen.ts";
import type { Effort } from "../effort.ts";
import type { Load } from "../load.ts";
import { loads } from "../loads/all.ts";
import { postmasterOf } from "../processes.ts";
import type { Say } from "../say.ts";
import { openShop, root } from "../shop.ts";
import { dataOfSize } from "../stress/data.ts";
import { faultsOf } from "../table.ts";
import { openReceiver, type Receiver } from "./receiver.ts";
import { compare, type Compared, type Side } from "./rounds.ts";
import { stressLoads } from "./stress-loads.ts";
import { comparedTable, ratioText } from "./table.ts";

export type Comparison = {
  /** Root folder of the other tree. */
  readonly tree: string;
  /** Folder of the databases. */
  readonly folder: string;
  readonly only: readonly string[];
  /** Sizes of the catalogues that are compared; the sample when empty. */
  readonly sizes: readonly string[];
  readonly effort: Effort;
  /** Part of its traces that the new server sends to a receiver; undefined: neither traces. */
  readonly traced: number | undefined;
};

/** Data folders of the two trees. */
type Data = Readonly<Record<Side["name"], string>>;
type Trees = Data;

/** Compares this tree's server with another's, and prints a table; returns 1 when a request failed, else 0. */
export async function runAgainst(comparison: Comparison, say: Say): Promise<number> {
  const receiver = comparison.traced === undefined ? undefined : await openReceiver(comparison.traced);
  try {
    const code = await compareTrees(comparison, receiver, say);
    if (receiver) say(`\nThe new server sent ${(receiver.bytes() / 1e6).toFixed(1)} MB of traces.`);
    return code;
  } finally {
    await receiver?.close();
  }
}

async function compareTrees(comparison: Comparison, receiver: Receiver | undefined, say: Say): Promise<number> {
  const { folder, only, sizes, effort } = comparison;
  const trees: Trees = { new: root, old: resolve(comparison.tree) };
  if (!existsSync(join(trees.old, "node_modules")))
    throw new Error(`${trees.old} has no node_modules; run npm ci there first.`);
  say(`Comparing in ${effort.rounds} pairs of rounds of ${effort.seconds} s, ${effort.connections} connections …`);
  const compared: Compared[] = [];
  if (sizes.length === 0) {
    const data = { new: join(folder, "new"), old: join(folder, "old") };
    compared.push(...(await compareAll({ loads: chosen(loads, only), data, trees, effort, receiver }, say)));
  }
  for (const size of sizes) {
    const data = await stressData(folder, Number(size), trees);
    const sized = chosen(stressLoads(), only).map((load) => ({ ...load, name: `${load.name}, ${size} products` }));
    compared.push(...(await compareAll({ loads: sized, data, trees, effort, receiver }, say)));
  }
  say(`\nnew: ${trees.new}\nold: ${trees.old}\n\n${comparedTable(compared)}`);
  return compared.some(({ faults }) => faultsOf({ faults: faults.new }) || faultsOf({ faults: faults.old })) ? 1 : 0;
}

function chosen(all: readonly Load[], only: readonly string[]): Load[] {
  const found = all.filter(({ name }) => isChosen(name, only));
  if (found.length === 0) throw new Error(`--only ${only.join(",")}: no load is called so.`);
  return found;
}

/** Returns the data folders for a size of catalogue, each filled by its own tree. */
async function stressData(folder: string, size: number, trees: Trees): Promise<Data> {
  const other = join(folder, "against");
  await mkdir(other, { recursive: true });
  for (const each of [folder, other]) await chmod(each, 0o755);
  return { new: await dataOfSize(folder, size), old: await dataOfSize(other, size, trees.old) };
}

type Comparing = {
  readonly loads: readonly Load[];
  readonly data: Data;
  readonly trees: Trees;
  readonly effort: Effort;
  readonly receiver: Receiver | undefined;
};

/** Compares loads, those with the same settings on the same two servers. */
async function compareAll({ loads, data, trees, effort, receiver }: Comparing, say: Say): Promise<Compared[]> {
  const compared: Compared[] = [];
  for (const [settings, same] of Map.groupBy(loads, ({ settings }) => settings)) {
    const open = async (name: Side["name"]): Promise<Side> => {
      const own = name === "new" ? { ...settings, ...receiver?.settings } : settings;
      const shop = await openShop(data[name], own, trees[name]);
      return { ...shop, name, postmaster: await postmasterOf(shop.databaseUrl) };
    };
    const sides: Side[] = [];
    try {
      sides.push(await open("old"));
      sides.push(await open("new"));
      const [old, fresh] = sides as [Side, Side];
      for (const load of same) {
        const one = await compare(load, [old, fresh], effort);
        const { server, database, perSecond } = one.ratios;
        const told = [ratioText(server), ratioText(database) || "none", ratioText(perSecond)];
        say(`  ${load.name}: server ${told[0]}, database ${told[1]}, requests/s ${told[2]}`);
        compared.push(one);
      }
    } finally {
      for (const side of sides) await side.close();
    }
  }
  return compared;
}
