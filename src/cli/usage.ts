import { settings } from "../platform/settings.ts";

/** Returns the text that `npm start -- --help` prints. */
export function usage(version: string): string {
  const width = Math.max(...Object.values(settings).map(({ env }) => env.length)) + 2;
  const rows = Object.values(settings).map(
    ({ env, about, fallback }) => `  ${env.padEnd(width)}${about}${fallback === "" ? "" : ` [${fallback}]`}`,
  );
  return `Selvedge ${version}: a shop's backend.

Usage: npm start              starts the shop, with its own PostgreSQL unless DATABASE_URL is set
       npm start -- --workers auto   answers requests in one process for each core (WORKERS)
       npm start -- --help    prints this
       npm start -- --version prints the version
       npm start -- --replicas 2  starts two replicas of its PostgreSQL too, like REPLICAS=2 npm start

Settings come from the environment, or from a file named .env in this folder:
${rows.join("\n")}
`;
}
