/** A region and the share of all users whose home it is. */
export type Region = { readonly name: string; readonly share: number };

/** Half of the users in the United States, the others nearer to Europe. */
export const defaultRegions = "us=0.5,eu=0.5";

/** Parses `us=0.5,eu=0.5`; throws when the shares do not add up to 1. */
export function parseRegions(given: string): Region[] {
  const regions = given.split(",").map((part): Region => {
    const [, name, share] = /^([a-z][\w-]*)=(0?\.\d+|1)$/i.exec(part.trim()) ?? [];
    if (name === undefined) throw new Error(`--regions ${given}: "${part}" is not like us=0.5.`);
    return { name, share: Number(share) };
  });
  const sum = regions.reduce((total, { share }) => total + share, 0);
  if (Math.abs(sum - 1) > 1e-6) throw new Error(`--regions ${given}: the shares add up to ${sum}, not to 1.`);
  return regions;
}
