import { millisToHrTime } from "@opentelemetry/core";
import { OTLPMetricExporter } from "@opentelemetry/exporter-metrics-otlp-http";
import { MeterProvider, PeriodicExportingMetricReader, type MetricProducer } from "@opentelemetry/sdk-metrics";
import type { Metric } from "../../src/platform/telemetry/exposition.ts";
import { metricData } from "./metric-data.ts";
import { tellFailures, type Sending } from "./sending.ts";

/** Sends metrics again and again, as `gather` returns them. Returns a function that sends them a last time. */
export function sendMetrics(sending: Sending, gather: () => Promise<readonly Metric[]>): () => Promise<void> {
  const { resource, version, failed, metricsMilliseconds } = sending;
  const exporter = new OTLPMetricExporter(sending.exporter("metrics"));
  tellFailures(exporter, failed);
  const startTime = millisToHrTime(performance.timeOrigin);
  const producer: MetricProducer = {
    async collect() {
      const metrics = await gather();
      const endTime = millisToHrTime(Date.now());
      const scope = { name: "selvedge", version };
      const scopeMetrics = [{ scope, metrics: metrics.map((metric) => metricData(metric, { startTime, endTime })) }];
      return { resourceMetrics: { resource, scopeMetrics }, errors: [] };
    },
  };
  const reader = new PeriodicExportingMetricReader({
    exporter,
    exportIntervalMillis: metricsMilliseconds,
    metricProducers: [producer],
  });
  const provider = new MeterProvider({ resource, readers: [reader] });
  return () => provider.shutdown();
}
