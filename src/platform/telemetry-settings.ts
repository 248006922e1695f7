import { Type } from "typebox";
import { oneOf, ownHost, setting, whole, type Setting } from "./setting.ts";

const receiver = Type.String({
  pattern: "^(https?://[^\\s?#]+)?$",
  admits: "an address like http://127.0.0.1:4318",
});
const pairs = Type.String({
  pattern: "^(\\s*[^=,\\s]+\\s*=[^,]*(,|$))*$",
  admits: "pairs like name=value, separated by commas",
});
const exporter = oneOf("otlp", "none");
const serviceName = Type.String({
  pattern: String.raw`^[^\p{C}\p{Zl}\p{Zp}]{0,100}$`,
  admits: "a line of at most 100 characters",
});

/** What a server tells to those who watch it. Names and values of `OTEL_…` are those of OpenTelemetry's specification. */
export const telemetrySettings = {
  metricsPort: setting(
    "METRICS_PORT",
    whole(0, 65_535),
    0,
    "Port on which Prometheus reads `/metrics` (`docs/operations/monitoring.md`). 0: metrics are off, and cost nothing.",
  ),
  metricsHost: setting(
    "METRICS_HOST",
    ownHost,
    "127.0.0.1",
    "Address that `/metrics` listens on. Whoever reaches it reads how much the shop sells: let only your Prometheus reach it.",
  ),
  otlpEndpoint: setting(
    "OTEL_EXPORTER_OTLP_ENDPOINT",
    receiver,
    "",
    "Where traces, metrics and the log are sent, as JSON over HTTP (OTLP), without a path such as `/v1/traces`. Empty: nothing is sent, and nothing traced. Needs `npm ci --prefix extras/telemetry` in an installation without development packages (`docs/operations/monitoring.md`).",
  ),
  otlpHeaders: setting(
    "OTEL_EXPORTER_OTLP_HEADERS",
    pairs,
    "",
    "Headers that the receiver asks for, such as a key; values percent-encoded.",
  ),
  otlpProtocol: setting(
    "OTEL_EXPORTER_OTLP_PROTOCOL",
    oneOf("http/json"),
    "http/json",
    "The one form of what is sent.",
  ),
  otelTracesExporter: setting("OTEL_TRACES_EXPORTER", exporter, "otlp", "`none`: no traces are made."),
  otelMetricsExporter: setting("OTEL_METRICS_EXPORTER", exporter, "otlp", "`none`: no metrics are sent."),
  otelLogsExporter: setting("OTEL_LOGS_EXPORTER", exporter, "otlp", "`none`: the log is not sent."),
  otelMetricsMilliseconds: setting(
    "OTEL_METRIC_EXPORT_INTERVAL",
    whole(1000, 3_600_000),
    60_000,
    "Milliseconds between two sendings of metrics.",
  ),
  otelServiceName: setting(
    "OTEL_SERVICE_NAME",
    serviceName,
    "",
    "Name of the shop's servers at the receiver. Empty: `service.name` of `OTEL_RESOURCE_ATTRIBUTES`, or else `selvedge`.",
  ),
  otelResourceAttributes: setting(
    "OTEL_RESOURCE_ATTRIBUTES",
    pairs,
    "",
    "Further attributes of this server at the receiver; values percent-encoded.",
  ),
  otelTracesSampler: setting(
    "OTEL_TRACES_SAMPLER",
    oneOf(
      "parentbased_always_on",
      "parentbased_always_off",
      "parentbased_traceidratio",
      "always_on",
      "always_off",
      "traceidratio",
    ),
    "parentbased_always_on",
    "Which requests and jobs are traced. With `parentbased_…` a request that brings a `traceparent` is traced if that says so.",
  ),
  otelTracesSamplerRatio: setting(
    "OTEL_TRACES_SAMPLER_ARG",
    Type.Number({ minimum: 0, maximum: 1 }),
    1,
    "Part of the traces that the samplers `…traceidratio` choose: 0.1 is a tenth.",
  ),
  otelSdkDisabled: setting(
    "OTEL_SDK_DISABLED",
    oneOf("true", "false"),
    "false",
    "`true` sends nothing, whatever the others say.",
  ),
} as const satisfies Record<string, Setting>;
