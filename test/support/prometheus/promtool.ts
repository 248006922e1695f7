import { spawnSync } from "node:child_process";
import type { TestContext } from "node:test";

/**
 * Runs Prometheus' own tool; returns what it objects to, or "" when it is content. Where it is not installed, skips the
 * test and returns undefined; in CI the test fails.
 */
export const objections = (context: TestContext, given: readonly string[], input = ""): string | undefined => {
  const { status, error, stdout, stderr } = spawnSync("promtool", [...given], { input, encoding: "utf8" });
  if (error) {
    if (process.env["CI"] === "true") throw new Error("promtool is not installed.");
    context.skip("promtool is not installed");
    return undefined;
  }
  return status === 0 ? "" : `${stdout}${stderr}`;
};
