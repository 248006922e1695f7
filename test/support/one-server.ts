import { relative } from "node:path";

/** Prefix by which the report finds the reason of a file. */
export const oneServerMark = "on one server: ";

/**
 * Runs the tests of a file on one server that reads from the primary, also on the ground with HAProxy, two servers and a
 * lagging replica. It stands at the top of files whose subject is one server's own state; the report prints the reason.
 */
export const oneServerOnly = (reason: string): void => {
  if (!process.env["SELVEDGE_TEST_REPLICA"]) return;
  // Everything that the file opens later looks for the replica here.
  delete process.env["SELVEDGE_TEST_REPLICA"];
  process.stdout.write(`${oneServerMark}${relative(process.cwd(), process.argv[1] ?? "")}: ${reason}\n`);
};
