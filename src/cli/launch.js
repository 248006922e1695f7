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
/**
 * Makes V8 free memory soon (docs/performance.md). New objects get half of its default, in megabytes; the young generation
 * is three times as large. Buffers of replies are new objects too: V8 would place them among the old ones, which it
 * collects seldom, because many of them stay in the cache. And the lower the maximum, the less the heap grows before a
 * collection; the server needs an eighth of this one.
 */
const heap = ["--max-semi-space-size=8", "--no-allocation-site-pretenuring", "--max-old-space-size=512"];
const given = [process.env.NODE_OPTIONS, ...process.execArgv].join(" ").replaceAll("_", "-");
const missing = heap.filter((flag) => !given.includes(flag.replace(/^--(no-)?/, "").replace(/=.*/, "")));
const isAllocationSet = Object.keys(allocation).some((name) => process.env[name] !== undefined);
// Both are read once, when a process begins, so the program replaces its own.
if (process.platform === "linux" && process.execve && !(isAllocationSet && missing.length === 0))
  process.execve(process.execPath, [process.execPath, ...missing, ...process.execArgv, ...process.argv.slice(1)], {
    ...(isAllocationSet ? {} : allocation),
    ...process.env,
  });

keepCompiled();
await import("./start.ts");
