import { ExportResultCode, type ExportResult } from "@opentelemetry/core";
import type { Resource } from "@opentelemetry/resources";
import type { Signal, TelemetryOptions } from "../../src/platform/telemetry.ts";

/** What each signal is sent with. */
export type Sending = TelemetryOptions & {
  /** What the server says of itself. */
  readonly resource: Resource;
  /** Returns the address and the headers of a signal's receiver. */
  readonly exporter: (signal: Signal) => { readonly url: string; readonly headers: Record<string, string> };
};

type Exporter<Items> = { export(items: Items, told: (result: ExportResult) => void): void };

/** Has the failures of an exporter told: by itself it tells nobody. */
export function tellFailures<Items>(exporter: Exporter<Items>, failed: (error: unknown) => void): void {
  const send = exporter.export.bind(exporter);
  exporter.export = (items, told) =>
    send(items, (result) => {
      if (result.code !== ExportResultCode.SUCCESS) failed(result.error);
      told(result);
    });
}
