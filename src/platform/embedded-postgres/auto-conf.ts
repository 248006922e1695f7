import { join } from "node:path";
import { keep, kept } from "./atomic-file.ts";
import type { Owner } from "./system-user.ts";

/**
 * Sets settings of a cluster in the file that `alter system` writes; undefined removes one. The settings of the command
 * line win over it. Passwords in it cannot be seen in the process list.
 */
export function setInCluster(
  cluster: string,
  owner: Owner,
  settings: Readonly<Record<string, string | undefined>>,
): void {
  const file = join(cluster, "postgresql.auto.conf");
  const before = kept(file) ?? "";
  const others = before.split("\n").filter((line) => !Object.hasOwn(settings, line.split("=")[0]?.trim() ?? ""));
  const own = Object.entries(settings).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name} = '${value.replaceAll("\\", "\\\\").replaceAll("'", "''")}'`],
  );
  const after = [...others, ...own].join("\n");
  if (after !== before) keep(file, `${after}\n`, owner);
}
