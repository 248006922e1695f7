// No TypeScript, for Node to read it before it strips types.
import { keepCompiled } from "../platform/compile-cache.js";

const oldest = 24;
if (Number.parseInt(process.versions.node, 10) < oldest) {
  process.stderr.write(
    `Selvedge needs Node ${oldest} or newer, and this is ${process.versions.node}. \`npm ci\` brings one along: start it by \`npm start\`.\n`,
  );
  process.exit(1);
}

/**
 * What was freed goes back to the system: glibc keeps an arena for each thread and what lies between, some 25 MB after ten
 * thousand requests (docs/performance.md). It reads this once, so the program takes its own place.
 */
const allocation = {
  MALLOC_ARENA_MAX: "2",
  MALLOC_TRIM_THRESHOLD_: String(1024 * 1024),
  MALLOC_MMAP_THRESHOLD_: String(128 * 1024),
};
const isSet = Object.keys(allocation).some((name) => process.env[name] !== undefined);
if (process.platform === "linux" && process.execve && !isSet)
  process.execve(process.execPath, [process.execPath, ...process.execArgv, ...process.argv.slice(1)], {
    ...allocation,
    ...process.env,
  });

keepCompiled();
await import("./start.ts");
