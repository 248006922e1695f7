import type { Config } from "./config.ts";
import type { App } from "./http/server.ts";
import type { Metric } from "./telemetry/exposition.ts";

/** What is sent over OTLP, each for itself. */
export type Signal = "traces" | "metrics" | "logs";

export type TelemetryOptions = {
  /** Address of the receiver, without the path of a signal. */
  readonly endpoint: string;
  readonly signals: ReadonlySet<Signal>;
  /** Headers and attributes are written as `name=value,name=value`, percent-encoded. */
  readonly headers: string;
  readonly resourceAttributes: string;
  /** Empty: the one among the attributes, or a default. */
  readonly serviceName: string;
  readonly version: string;
  readonly sampler: Config["otelTracesSampler"];
  /** Part of the traces that the samplers by ratio choose. */
  readonly ratio: number;
  /** Time between two sendings of metrics. */
  readonly metricsMilliseconds: number;
  /** Called when something could not be sent. */
  readonly failed: (error: unknown) => void;
};

/** What sends traces, metrics and logs over OTLP. */
export type Telemetry = {
  /** Traces the requests of an app, if traces are sent. */
  watch(app: App): void;
  /**
   * Sends the metrics that `gather` returns, if metrics are sent, from now on and a last time when the function that it
   * returns is called.
   */
  readonly sendMetrics: ((gather: () => Promise<readonly Metric[]>) => () => Promise<void>) | undefined;
  /** Sends what is left, for a few seconds at most. */
  close(): Promise<void>;
};

export type OpenTelemetry = (options: TelemetryOptions) => Telemetry;
