import { readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Offset of the cluster's state in its control file, after the system identifier and two version numbers. They and the
 * state are stored in the machine's byte order, which is little-endian on every platform that PostgreSQL comes for here.
 */
const stateOffset = 16;
/** DB_SHUTDOWNED: the cluster was made, or last ended in order, and needs no recovery. */
const shutDown = 1;

/** Returns what the owner is told, before a start, for the case that it takes long. */
export function slowStartOf(cluster: string): string {
  return needsRecovery(cluster)
    ? "The database is still recovering from its last end …"
    : "The database is still starting: the machine is slow or busy …";
}

/** Returns the number that tells this cluster from every other, in decimal digits. */
export function systemIdentifierOf(cluster: string): string {
  return readFileSync(join(cluster, "global", "pg_control"))
    .readBigUInt64LE(0)
    .toString();
}

function needsRecovery(cluster: string): boolean {
  try {
    return readFileSync(join(cluster, "global", "pg_control")).readInt32LE(stateOffset) !== shutDown;
  } catch {
    // PostgreSQL itself says what a cluster without its control file lacks.
    return false;
  }
}
