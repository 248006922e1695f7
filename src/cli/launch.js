// JavaScript, so that Node runs it without the type stripper.
import { keepCompiled } from "../platform/compile-cache.js";

const oldest = 24;
if (Number.parseInt(process.versions.node, 10) < oldest) {
  process.stderr.write(
    `Selvedge needs Node ${oldest} or newer, and this is ${process.versions.node}. \`npm ci\`, without --omit=dev, brings one along: start it by \`npm start\`.\n`,
  );
  process.exit(1);
}

/**
 * Makes glibc return freed memory to the system: otherwise it keeps an arena per thread and the gaps between blocks,
 * some 25 MB after ten thousand requests (docs/performance.md).
 */
const allocation = {
  MALLOC_ARENA_MAX: "2",
  MALLOC_TRIM_THRESHOLD_: String(1024 * 1024),
  MALLOC_MMAP_THRESHOLD_: String(128 * 1024),
};
/** Half of V8's default for new objects, in megabytes: the young generation is three times as large. */
const youngGeneration = "--max-semi-space-size=8";
const isAllocationSet = Object.keys(allocation).some((name) => process.env[name] !== undefined);
const isHeapSet = /--max[-_]semi[-_]space[-_]size/.test([process.env.NODE_OPTIONS, ...process.execArgv].join(" "));
// Both are read once, when a process begins, so the program replaces its own.
if (process.platform === "linux" && process.execve && !(isAllocationSet && isHeapSet))
  process.execve(
    process.execPath,
    [process.execPath, ...(isHeapSet ? [] : [youngGeneration]), ...process.execArgv, ...process.argv.slice(1)],
    { ...(isAllocationSet ? {} : allocation), ...process.env },
  );

keepCompiled();
await import("./start.ts");
