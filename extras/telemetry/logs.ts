import { ROOT_CONTEXT, SeverityNumber, trace, TraceFlags, type Context, type LogRecord } from "@opentelemetry/api";
import { OTLPLogExporter } from "@opentelemetry/exporter-logs-otlp-http";
import { BatchLogRecordProcessor, LoggerProvider } from "@opentelemetry/sdk-logs";
import { logLines } from "../../src/platform/telemetry/channels.ts";
import type { Telemetry } from "../../src/platform/telemetry.ts";
import { tellFailures, type Sending } from "./sending.ts";

/** A line of the log. */
type Line = Readonly<Record<string, unknown>> & {
  readonly level: number;
  readonly time: number;
  readonly msg?: string;
  readonly trace_id?: string;
  readonly span_id?: string;
};

/** The log's levels, from the least: number and name of each. */
const severities = [
  { from: 10, severityNumber: SeverityNumber.TRACE, severityText: "TRACE" },
  { from: 20, severityNumber: SeverityNumber.DEBUG, severityText: "DEBUG" },
  { from: 30, severityNumber: SeverityNumber.INFO, severityText: "INFO" },
  { from: 40, severityNumber: SeverityNumber.WARN, severityText: "WARN" },
  { from: 50, severityNumber: SeverityNumber.ERROR, severityText: "ERROR" },
  { from: 60, severityNumber: SeverityNumber.FATAL, severityText: "FATAL" },
] as const;

/** Sends the lines of the log, as they are written: with secrets hidden. While they cannot be sent, the latest are dropped. */
export function sendLogs(sending: Sending): Pick<Telemetry, "close"> {
  const { resource, version, failed } = sending;
  const exporter = new OTLPLogExporter(sending.exporter("logs"));
  tellFailures(exporter, failed);
  const provider = new LoggerProvider({ resource, processors: [new BatchLogRecordProcessor({ exporter })] });
  const logger = provider.getLogger("selvedge", version);
  const send = (line: unknown): void => logger.emit(recordOf(JSON.parse(line as string) as Line));
  logLines.subscribe(send);
  return {
    async close() {
      logLines.unsubscribe(send);
      await provider.shutdown();
    },
  };
}

function recordOf({ level, time, msg = "", trace_id: traceId, span_id: spanId, ...attributes }: Line): LogRecord {
  const { severityNumber, severityText } = severities.findLast(({ from }) => from <= level) ?? severities[0];
  const context = contextOf(traceId, spanId);
  return { timestamp: time, severityNumber, severityText, body: msg, attributes, context };
}

/** Returns the trace that a line was written in. */
function contextOf(traceId: string | undefined, spanId: string | undefined): Context {
  if (traceId === undefined || spanId === undefined) return ROOT_CONTEXT;
  return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags: TraceFlags.NONE });
}
