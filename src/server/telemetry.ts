import type { Config } from "../platform/config.ts";
import type { Log } from "../platform/log.ts";
import type { OpenTelemetry, Signal, Telemetry } from "../platform/telemetry.ts";
import { version } from "./version.ts";

/** OTEL_EXPORTER_OTLP_ENDPOINT is set, and what sends to it is not installed. */
export class TelemetryExtraMissing extends Error {}

/** The log says at most this often that something cannot be sent. */
const tellMilliseconds = 60_000;

/** Loads what sends telemetry if the settings ask for it. Throws TelemetryExtraMissing where it is not installed. */
export async function requireTelemetryExtra(config: Config): Promise<void> {
  if (signalsOf(config).size > 0) await loadExtra();
}

/** Opens what sends traces, metrics and logs; undefined where the settings ask for none of them, and nothing is loaded. */
export async function openOwnTelemetry(config: Config, log: Pick<Log, "warn">): Promise<Telemetry | undefined> {
  const signals = signalsOf(config);
  if (signals.size === 0) return undefined;
  const openTelemetry = await loadExtra();
  let toldAt = -Infinity;
  return openTelemetry({
    endpoint: config.otlpEndpoint,
    signals,
    headers: config.otlpHeaders,
    resourceAttributes: config.otelResourceAttributes,
    serviceName: config.otelServiceName,
    version,
    sampler: config.otelTracesSampler,
    ratio: config.otelTracesSamplerRatio,
    metricsMilliseconds: config.otelMetricsMilliseconds,
    failed(error) {
      if (performance.now() - toldAt < tellMilliseconds) return;
      toldAt = performance.now();
      log.warn({ err: error }, "telemetry could not be sent to OTEL_EXPORTER_OTLP_ENDPOINT");
    },
  });
}

function signalsOf(config: Config): ReadonlySet<Signal> {
  const { otelTracesExporter: traces, otelMetricsExporter: metrics, otelLogsExporter: logs } = config;
  if (config.otlpEndpoint === "" || config.otelSdkDisabled === "true") return new Set();
  const exporters = { traces, metrics, logs } as const;
  return new Set((["traces", "metrics", "logs"] as const).filter((signal) => exporters[signal] === "otlp"));
}

async function loadExtra(): Promise<OpenTelemetry> {
  try {
    return (await import("../../extras/telemetry/index.ts")).openTelemetry;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ERR_MODULE_NOT_FOUND") throw error;
    throw new TelemetryExtraMissing(
      "OTEL_EXPORTER_OTLP_ENDPOINT is set, and what sends to it is not installed: npm ci --prefix extras/telemetry",
      { cause: error },
    );
  }
}
