import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Config } from "../../platform/config.ts";
import { exposition, textFormat, type Metric } from "../../platform/telemetry/exposition.ts";
import { PortTaken } from "../listening.ts";

type Where = Pick<Config, "metricsHost" | "metricsPort">;

/** The port on which Prometheus reads metrics. */
export type MetricsPort = {
  /** Begins to answer. Throws PortTaken. */
  listen(): Promise<void>;
  close(): Promise<void>;
};

/** Longest time of a request; Prometheus waits ten seconds by default. */
const requestMilliseconds = 10_000;
/** Several Prometheus may ask at once, and nothing else does. */
const mostConnections = 20;

/** Answers `GET /metrics` on a port of its own: what metrics tell is nobody's but the operator's. */
export function openMetricsPort(where: Where, gather: () => Promise<readonly Metric[]>): MetricsPort {
  const server = createServer({ requestTimeout: requestMilliseconds, headersTimeout: requestMilliseconds });
  server.maxConnections = mostConnections;
  // Without a listener, a connection that cannot be accepted would end the shop.
  server.on("error", () => undefined);
  server.on("request", (request, response) => answer(request, response, gather));
  return {
    listen: () => listenOn(server, where),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => void server.close(resolve));
    },
  };
}

function answer(
  { method, url }: IncomingMessage,
  response: ServerResponse,
  gather: () => Promise<readonly Metric[]>,
): void {
  const isAsked = (method === "GET" || method === "HEAD") && url?.split("?")[0] === "/metrics";
  if (!isAsked) return void response.writeHead(404).end();
  gather().then(
    (metrics) => response.writeHead(200, { "content-type": textFormat }).end(exposition(metrics)),
    () => response.writeHead(500).end(),
  );
}

async function listenOn(server: Server, { metricsHost, metricsPort }: Where): Promise<void> {
  try {
    await once(server.listen({ host: metricsHost, port: metricsPort }), "listening");
  } catch (error) {
    const { code = "" } = error as NodeJS.ErrnoException;
    throw new PortTaken(
      `Metrics cannot listen on ${metricsHost}:${metricsPort} (${code}). Choose another METRICS_HOST or METRICS_PORT.`,
      { cause: error },
    );
  }
}
