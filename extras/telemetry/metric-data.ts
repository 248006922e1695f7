import { ValueType, type HrTime } from "@opentelemetry/api";
import { AggregationTemporality, DataPointType, type Histogram, type MetricData } from "@opentelemetry/sdk-metrics";
import type { Metric, Sample } from "../../src/platform/telemetry/exposition.ts";

/** The time in which numbers were counted. */
type Times = { readonly startTime: HrTime; readonly endTime: HrTime };
type Labels = Readonly<Record<string, string>>;

/** Returns a metric in OpenTelemetry's form. It keeps its name, so that the same questions find it. */
export function metricData({ name, help, type, samples }: Metric, times: Times): MetricData {
  const common = {
    descriptor: { name, description: help, unit: "", valueType: ValueType.DOUBLE },
    aggregationTemporality: AggregationTemporality.CUMULATIVE,
  };
  if (type === "histogram")
    return {
      ...common,
      dataPointType: DataPointType.HISTOGRAM,
      dataPoints: seriesIn(samples).map((series) => ({ ...times, ...histogramOf(series) })),
    };
  const dataPoints = samples.map(({ value, labels = {} }) => ({ ...times, attributes: labels, value }));
  return type === "counter"
    ? { ...common, dataPointType: DataPointType.SUM, isMonotonic: true, dataPoints }
    : { ...common, dataPointType: DataPointType.GAUGE, dataPoints };
}

/** Returns the samples of each histogram: its buckets, its sum and its count. */
function seriesIn(samples: readonly Sample[]): Sample[][] {
  return [...Map.groupBy(samples, ({ labels }) => JSON.stringify(withoutBound(labels))).values()];
}

/** Prometheus counts all durations up to a bound, OpenTelemetry those since the bound before. */
function histogramOf(series: readonly Sample[]): { attributes: Labels; value: Histogram } {
  const buckets = series.filter(({ ending }) => ending === "_bucket");
  const boundaries = buckets.map(({ labels }) => Number(labels?.["le"])).filter((bound) => Number.isFinite(bound));
  const counts = buckets.map(({ value }, index) => value - (buckets[index - 1]?.value ?? 0));
  const valueOf = (ending: string): number => series.find((sample) => sample.ending === ending)?.value ?? 0;
  return {
    attributes: withoutBound(series[0]?.labels),
    value: { buckets: { boundaries, counts }, sum: valueOf("_sum"), count: valueOf("_count") },
  };
}

function withoutBound({ le: _le, ...labels }: Labels = {}): Labels {
  return labels;
}
