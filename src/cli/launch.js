// JavaScript, so that Node runs it without the type stripper.
import { keepCompiled } from "../platform/compile-cache.js";

const oldest = 24;
if (Number.parseInt(process.versions.node, 10) < oldest) {
  process.stderr.write(
    `Selvedge needs Node ${oldest} or newer, and this is ${process.versions.node}. \`npm ci\` brings one along: start it by \`npm start\`.\n`,
  );
  process.exit(1);
}

/**
 * Makes glibc return freed memory to the system: otherwise it keeps an arena per thread and the gaps between blocks,
 * some 25 MB after ten thousand requests (docs/performance.md). glibc reads these variables once, so the program
 * replaces its own process.
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
