import assert from "node:assert/strict";
import { test } from "node:test";
import { readConfig, WrongSettings } from "./config.ts";

const faultsOf = (environment: Record<string, string>): string[] => {
  try {
    readConfig(environment);
    return [];
  } catch (error) {
    assert.ok(error instanceof WrongSettings);
    return error.message.split("\n");
  }
};

test("a setting of OpenTelemetry that the shop cannot follow is refused in one sentence", () => {
  const wrong: Readonly<Record<string, readonly string[]>> = {
    OTEL_EXPORTER_OTLP_ENDPOINT: ["127.0.0.1:4318", "http://127.0.0.1:99999", "grpc://127.0.0.1:4317"],
    OTEL_EXPORTER_OTLP_HEADERS: ["key", "a=b,c"],
    OTEL_EXPORTER_OTLP_PROTOCOL: ["grpc", "http/protobuf"],
    OTEL_RESOURCE_ATTRIBUTES: ["mill"],
    OTEL_TRACES_SAMPLER: ["always", "traceidratio=0.1"],
    OTEL_TRACES_SAMPLER_ARG: ["10%", "1.1"],
    OTEL_SDK_DISABLED: ["1"],
  };
  for (const [name, values] of Object.entries(wrong))
    for (const value of values) {
      const faults = faultsOf({ [name]: value });
      assert.equal(faults.length, 1, `${name} ${value}: ${faults.join("; ")}`);
      assert.match(faults[0] ?? "", new RegExp(`^${name} .*\\.$`));
    }
  assert.doesNotMatch(faultsOf({ OTEL_EXPORTER_OTLP_HEADERS: "secret-of-mine" }).join(), /secret-of-mine/);
});

test("pairs of OpenTelemetry are taken as its specification writes them", () => {
  const { otlpHeaders, otelSdkDisabled } = readConfig({
    OTEL_EXPORTER_OTLP_HEADERS: "authorization=Basic%20bWU=, x-team=shop",
    OTEL_SDK_DISABLED: "True",
  });
  assert.deepEqual([otlpHeaders, otelSdkDisabled], ["authorization=Basic%20bWU=, x-team=shop", "true"]);
});
