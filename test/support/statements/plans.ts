import type pg from "pg";

type Node = {
  readonly "Node Type": string;
  readonly "Relation Name"?: string;
  readonly "Actual Rows"?: number;
  readonly "Actual Loops"?: number;
  readonly "Rows Removed by Filter"?: number;
  readonly "Rows Removed by Index Recheck"?: number;
  readonly Plans?: readonly Node[];
};

/**
 * Three times the number of products that are counted one by one: a statement may also read rows and filter them out.
 */
const mostRows = 30_000;

const nodesOf = (node: Node): Node[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)];

const rowsThrough = (node: Node): number =>
  ((node["Actual Rows"] ?? 0) + (node["Rows Removed by Filter"] ?? 0) + (node["Rows Removed by Index Recheck"] ?? 0)) *
  (node["Actual Loops"] ?? 0);

const faultOf = (node: Node): string[] => {
  const kind = node["Node Type"];
  if (kind === "Seq Scan" || kind === "Parallel Seq Scan") return [`${kind} of product`];
  const rows = Math.round(rowsThrough(node));
  return rows > mostRows ? [`${kind} of product goes through ${rows} rows`] : [];
};

/** A statement with its values; without them, its generic plan is read and it is not run. */
export type Planned = {
  readonly kind: "read" | "write";
  readonly text: string;
  readonly values: unknown[] | undefined;
};

const parametersIn = (text: string): number =>
  Math.max(0, ...[...text.matchAll(/\$(\d+)/g)].map(([, number]) => Number(number)));

const explained = async (client: pg.Client, { kind, text, values }: Planned): Promise<Node> => {
  if (values) {
    const options = kind === "read" ? "analyze, timing off, " : "";
    const { rows } = await client.query(`explain (${options}format json) ${text}`, values);
    return rows[0]["QUERY PLAN"][0].Plan;
  }
  const nulls = Array(parametersIn(text)).fill("null").join(", ");
  await client.query("set plan_cache_mode = force_generic_plan");
  await client.query(`prepare planned as ${text}`);
  try {
    const { rows } = await client.query(`explain (format json) execute planned${nulls && `(${nulls})`}`);
    return rows[0]["QUERY PLAN"][0].Plan;
  } finally {
    await client.query("deallocate planned");
    await client.query("reset plan_cache_mode");
  }
};

/** Returns the faults in how a statement finds products: it scans the table, or reads very many of its rows. */
export const planFaults = async (
  client: pg.Client,
  planned: Planned,
): Promise<{ faults: string[]; readsProducts: boolean }> => {
  const ofProducts = nodesOf(await explained(client, planned)).filter((node) => node["Relation Name"] === "product");
  return { faults: ofProducts.flatMap(faultOf), readsProducts: ofProducts.length > 0 };
};
