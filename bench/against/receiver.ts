import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A receiver of traces that reads and forgets them. */
export type Receiver = {
  /** Settings by which a server sends it its traces. */
  readonly settings: Readonly<Record<string, string>>;
  /** Number of bytes that were received. */
  bytes(): number;
  close(): Promise<void>;
};

/** Opens a receiver for this part of all traces, such as 0.1. */
export async function openReceiver(part: number): Promise<Receiver> {
  let bytes = 0;
  const server = createServer((request, response) => {
    request.on("data", (chunk: Buffer) => (bytes += chunk.length));
    request.on("end", () => response.writeHead(200, { "content-type": "application/json" }).end("{}"));
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  return {
    settings: {
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      OTEL_TRACES_SAMPLER: "parentbased_traceidratio",
      OTEL_TRACES_SAMPLER_ARG: String(part),
    },
    bytes: () => bytes,
    async close() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
