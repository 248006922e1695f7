import { setTimeout as delay } from "node:timers/promises";
import type { Config } from "../../platform/config.ts";
import { processesOf } from "../../platform/processes.ts";
import type { Metric } from "../../platform/telemetry/exposition.ts";
import { openMetricsPort, type MetricsPort } from "../metrics/metrics-port.ts";
import { openProcessMetrics, servingProcesses } from "../metrics/process-metrics.ts";
import { databaseUp } from "../metrics/shop-metrics.ts";
import { version } from "../version.ts";
import type { ServingProcess } from "./serving-process.ts";

/** A serving process, and its number among those that run. */
export type Numbered = { readonly number: number; readonly serving: Pick<ServingProcess, "metrics"> };

/** Limits on the answers of processes, in milliseconds. Together they are less than Prometheus waits by default. */
export type AnswerLimits = {
  /** A process that is busy for longer is left out this time. */
  readonly process: number;
  /** The database may take some seconds to tell the state of the shop. */
  readonly shop: number;
};

const usual: AnswerLimits = { process: 2000, shop: 6000 };

/**
 * Opens the metrics of several processes in their primary one. Each process tells its own under its number, and one of
 * them the state of the whole shop. One that does not answer in time is counted as silent, and delays nobody further.
 */
export function openGatheredMetrics(
  config: Config,
  serving: () => readonly Numbered[],
  limits: AnswerLimits = usual,
): MetricsPort {
  const own = openProcessMetrics({ version, dataDir: config.dataDir });
  const port = openMetricsPort(config, async () => {
    const asked = serving().map(async (one) => ({
      ...one,
      metrics: await within(limits.process, one.serving.metrics("process")),
    }));
    const told = (await Promise.all(asked)).flatMap(({ metrics, ...one }) => (metrics ? { ...one, metrics } : []));
    const [machine, shop] = await Promise.all([own.machine(), ofShop(told[0], limits.shop)]);
    return merged([
      machine,
      servingProcesses(told.length, Math.max(0, processesOf(config) - told.length)),
      ofProcess("primary", own.metrics()),
      ...told.map(({ number, metrics }) => ofProcess(String(number), metrics)),
      shop,
    ]);
  });
  return {
    listen: port.listen,
    async close() {
      own.close();
      await port.close();
    },
  };
}

/** Asks a process for the state of the shop. One that does not answer in time waits for the database. */
async function ofShop(one: Numbered | undefined, milliseconds: number): Promise<readonly Metric[]> {
  if (!one) return [];
  return (await within(milliseconds, one.serving.metrics("shop"))) ?? [databaseUp(0)];
}

/** Returns an answer, or undefined when it takes longer. */
async function within<Answer>(milliseconds: number, answer: Promise<Answer>): Promise<Answer | undefined> {
  const isThere = new AbortController();
  const late = delay(milliseconds, undefined, { signal: isThere.signal, ref: false }).catch(() => undefined);
  try {
    return await Promise.race([answer, late]);
  } finally {
    isThere.abort();
  }
}

/** Returns the metrics of a process with its name in each number. */
function ofProcess(name: string, metrics: readonly Metric[]): Metric[] {
  return metrics.map((metric) => ({
    ...metric,
    samples: metric.samples.map((sample) => ({ ...sample, labels: { process: name, ...sample.labels } })),
  }));
}

/** Returns each metric once, with the numbers of all: a metric may not stand in two places. */
function merged(parts: readonly (readonly Metric[])[]): Metric[] {
  const byName = Map.groupBy(parts.flat(), ({ name }) => name);
  return [...byName.values()].flatMap(([first, ...others]) =>
    first ? { ...first, samples: [first, ...others].flatMap(({ samples }) => samples) } : [],
  );
}
