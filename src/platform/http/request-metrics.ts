import type { FastifyReply, FastifyRequest } from "fastify";
import { counter, type Metric } from "../telemetry/exposition.ts";
import { Histogram, histogram } from "../telemetry/histogram.ts";
import type { App } from "./server.ts";

/** Requests of one method and route pattern. */
type Series = {
  readonly labels: { readonly method: string; readonly route: string };
  /** Number of replies by the first digit of their status. */
  readonly statuses: number[];
  readonly durations: Histogram;
};

export type RequestMetrics = {
  /** Counts the requests of routes that are declared from now on, and those to no route. */
  watch(app: App): void;
  metrics(): Metric[];
};

/**
 * Counts requests by route pattern. All requests to no route are one series, whatever they ask for: a client must not
 * be able to make series.
 */
export function openRequestMetrics(): RequestMetrics {
  const known = new Map<string, Series>();
  const seriesOf = (method: string, route: string): Series => {
    const key = `${method} ${route}`;
    const series = known.get(key) ?? {
      labels: { method, route },
      statuses: Array(6).fill(0),
      durations: new Histogram(),
    };
    known.set(key, series);
    return series;
  };

  return {
    watch(app) {
      app.addHook("onRoute", (route) => {
        const methods = [route.method].flat();
        const series = new Map(methods.map((method) => [method, seriesOf(method, route.url)]));
        const note = (request: FastifyRequest, reply: FastifyReply, done: () => void): void => {
          count(series.get(request.method), reply);
          done();
        };
        route.onResponse = [...[route.onResponse ?? []].flat(), note];
      });
      const unknown = seriesOf("any", "unknown");
      app.addHook("onResponse", (request, reply, done) => {
        if (request.is404) count(unknown, reply);
        done();
      });
    },
    metrics: () => metricsOf([...known.values()].filter(({ statuses }) => statuses.some((replies) => replies > 0))),
  };
}

function count(series: Series | undefined, { statusCode, elapsedTime }: FastifyReply): void {
  if (!series) return;
  const { statuses, durations } = series;
  const digit = Math.floor(statusCode / 100);
  statuses[digit] = (statuses[digit] ?? 0) + 1;
  durations.observe(elapsedTime / 1000);
}

function metricsOf(known: readonly Series[]): Metric[] {
  return [
    counter(
      "selvedge_http_requests_total",
      "Requests by method, route pattern and class of the reply's status.",
      known.flatMap(({ labels, statuses }) =>
        statuses.flatMap((value, digit) => (value === 0 ? [] : { labels: { ...labels, status: `${digit}xx` }, value })),
      ),
    ),
    histogram(
      "selvedge_http_request_duration_seconds",
      "Time from the request's headers to the end of the reply, by method and route pattern.",
      known.flatMap(({ labels, durations }) => durations.samples(labels)),
    ),
  ];
}
