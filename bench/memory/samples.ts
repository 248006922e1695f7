import { type Measured, readProcesses, treeOf } from "../processes.ts";
import { type Resident, residentOf } from "./smaps.ts";

/** Memory at one moment: of the server's processes together, and of the database's largest backend. */
export type Sample = { readonly server: Resident; readonly backend: Resident };

const none: Resident = { rss: 0, pss: 0 };

/** Reads the memory of a shop's processes. */
export function sampleOf({ pid, postmaster }: Measured): Sample {
  const processes = readProcesses();
  const residents = (tree: ReturnType<typeof treeOf>): Resident[] => tree.flatMap((one) => residentOf(one.pid) ?? []);
  const [, ...backends] = treeOf(processes, postmaster);
  return {
    server: sumOf(residents(treeOf(processes, pid, new Set([postmaster])))),
    backend: largestOf(residents(backends)),
  };
}

/** Returns the largest of each figure over all samples. */
export function mostOf(samples: readonly Sample[]): Sample {
  const most = (of: (sample: Sample) => Resident): Resident => ({
    rss: Math.max(0, ...samples.map((sample) => of(sample).rss)),
    pss: Math.max(0, ...samples.map((sample) => of(sample).pss)),
  });
  return { server: most(({ server }) => server), backend: most(({ backend }) => backend) };
}

function sumOf(residents: readonly Resident[]): Resident {
  return residents.reduce((sum, { rss, pss }) => ({ rss: sum.rss + rss, pss: sum.pss + pss }), none);
}

/** Returns the process with the most memory of its own. */
function largestOf(residents: readonly Resident[]): Resident {
  return residents.reduce((largest, one) => (one.pss > largest.pss ? one : largest), none);
}
