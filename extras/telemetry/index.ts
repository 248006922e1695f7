import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { parseKeyPairsIntoRecord } from "@opentelemetry/core";
import { resourceFromAttributes } from "@opentelemetry/resources";
import type { Telemetry, TelemetryOptions } from "../../src/platform/telemetry.ts";
import { sendLogs } from "./logs.ts";
import { sendMetrics } from "./metrics.ts";
import { sendTraces } from "./traces.ts";

/** Time for a server that closes to send what is left. */
const lastSendMilliseconds = 3000;

/** Sends traces, metrics and logs to a receiver as JSON over HTTP (OTLP). */
export function openTelemetry(options: TelemetryOptions): Telemetry {
  const { signals, failed } = options;
  const sending = {
    ...options,
    resource: resourceFromAttributes(attributesOf(options)),
    exporter: exporterOptions(options),
  };
  const traces = signals.has("traces") ? sendTraces(sending) : undefined;
  const logs = signals.has("logs") ? sendLogs(sending) : undefined;
  const inTime = (last: Promise<void> | undefined): Promise<void> =>
    Promise.race([last?.catch(failed), elapsed(lastSendMilliseconds)]);
  return {
    watch: (app) => traces?.watch(app),
    sendMetrics: signals.has("metrics")
      ? (gather) => {
          const end = sendMetrics(sending, gather);
          return () => inTime(end());
        }
      : undefined,
    async close() {
      await Promise.all([inTime(traces?.close()), inTime(logs?.close())]);
    },
  };
}

/** Returns what tells servers apart; what the settings say goes before what the program knows. */
function attributesOf({ resourceAttributes, serviceName, version }: TelemetryOptions): Record<string, string | number> {
  return {
    "service.name": "selvedge",
    "service.instance.id": randomUUID(),
    "host.name": hostname(),
    "process.pid": process.pid,
    ...parseKeyPairsIntoRecord(resourceAttributes),
    ...(serviceName === "" ? {} : { "service.name": serviceName }),
    "service.version": version,
  };
}

/** Returns a function that returns the options of the exporter of a signal. */
function exporterOptions({ endpoint, headers }: TelemetryOptions) {
  return (signal: string) => ({
    url: `${endpoint.replace(/\/+$/, "")}/v1/${signal}`,
    headers: parseKeyPairsIntoRecord(headers),
  });
}

function elapsed(milliseconds: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, milliseconds).unref());
}
