import { statfs } from "node:fs/promises";
import { monitorEventLoopDelay, performance } from "node:perf_hooks";
import { counter, gauge, type Metric, type Sample } from "../../platform/telemetry/exposition.ts";

export type ProcessMetrics = {
  /** Returns what this process tells of itself. */
  metrics(): Metric[];
  /** Returns what is the same for all processes of a machine. */
  machine(): Promise<Metric[]>;
  close(): void;
};

type Delays = { readonly median: number; readonly high: number; readonly most: number };

/** Event loop delays are told of this many milliseconds at a time: of the whole life of a process they say little. */
const windowMilliseconds = 15_000;
/** The clock that finds delays ticks at this interval, which its readings include. */
const resolution = 10;

/** Measures this process, and the disk that holds a folder. */
export function openProcessMetrics({ version, dataDir }: { version: string; dataDir: string }): ProcessMetrics {
  const delays = monitorEventLoopDelay({ resolution });
  delays.enable();
  let last: Delays | undefined;
  const read = (): Delays => {
    const [median, high, most] = [delays.percentile(50), delays.percentile(99), delays.max].map(secondsOver);
    return { median: median ?? 0, high: high ?? 0, most: most ?? 0 };
  };
  const clock = setInterval(() => {
    last = read();
    delays.reset();
  }, windowMilliseconds).unref();

  return {
    metrics: () => [...ofEventLoop(last ?? read()), ...ofProcess()],
    machine: async () => [
      gauge("selvedge_build_info", "Version of Selvedge and of Node; always 1.", [
        { labels: { version, node_version: process.versions.node }, value: 1 },
      ]),
      ...(await ofDisk(dataDir)),
    ],
    close() {
      clearInterval(clock);
      delays.disable();
    },
  };
}

/** Returns how many processes of WORKERS answer, and how many do not. */
export function servingProcesses(answering: number, silent: number): Metric[] {
  return [
    gauge("selvedge_processes", "Processes that answer requests, by whether they told their metrics.", [
      { labels: { state: "answering" }, value: answering },
      { labels: { state: "silent" }, value: silent },
    ]),
  ];
}

/** Returns a reading of the clock in seconds without its own interval. */
function secondsOver(nanoseconds: number): number {
  return Math.max(0, nanoseconds / 1e9 - resolution / 1000);
}

function ofEventLoop({ median, high, most }: Delays): Metric[] {
  const { active } = performance.eventLoopUtilization();
  return [
    gauge(
      "selvedge_event_loop_delay_seconds",
      "How late the event loop was in the last 15 seconds: the median, the 99th percentile and the longest.",
      [
        { labels: { of: "median" }, value: median },
        { labels: { of: "p99" }, value: high },
        { labels: { of: "longest" }, value: most },
      ],
    ),
    counter("selvedge_event_loop_active_seconds_total", "Time in which the event loop was not idle.", active / 1000),
  ];
}

function ofProcess(): Metric[] {
  const { rss, ...memory } = process.memoryUsage();
  const { user, system } = process.cpuUsage();
  const kinds = { heap_used: memory.heapUsed, heap_total: memory.heapTotal, external: memory.external };
  const samples = Object.entries(kinds).map(([kind, value]): Sample => ({ labels: { kind }, value }));
  return [
    gauge(
      "selvedge_memory_bytes",
      "Memory that JavaScript uses and holds, and what it holds outside of its heap.",
      samples,
    ),
    gauge("process_resident_memory_bytes", "Memory of the process.", rss),
    counter("process_cpu_seconds_total", "Processor time of the process.", (user + system) / 1e6),
    gauge("process_start_time_seconds", "When the process was started, since 1970.", performance.timeOrigin / 1000),
  ];
}

/** Returns nothing where the folder is not there: a shop with a database of its own may need none. */
async function ofDisk(folder: string): Promise<Metric[]> {
  const disk = await statfs(folder).catch(() => undefined);
  const free: Sample[] = disk ? [{ value: disk.bavail * disk.bsize }] : [];
  const size: Sample[] = disk ? [{ value: disk.blocks * disk.bsize }] : [];
  return [
    gauge("selvedge_data_disk_free_bytes", "Free space on the disk that holds DATA_DIR.", free),
    gauge("selvedge_data_disk_size_bytes", "Size of the disk that holds DATA_DIR.", size),
  ];
}
