import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import type { TestContext } from "node:test";

type Value = { readonly stringValue?: string; readonly intValue?: number | string; readonly boolValue?: boolean };
type Attribute = { readonly key: string; readonly value: Value };
type Named = Readonly<Record<string, unknown>>;

/** A span as OTLP sends it. */
type Sent = {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: number;
  readonly attributes?: readonly Attribute[];
  readonly status?: { readonly code?: number; readonly message?: string };
};

export type ReceivedSpan = Omit<Sent, "attributes"> & {
  readonly attributes: Named;
  /** What the server that sent it says of itself. */
  readonly server: Named;
};

/** Kinds of spans, and the status of a failed one, in OTLP's numbers. */
export const kinds = { internal: 1, server: 2, client: 3, consumer: 5 } as const;
export const failedStatus = 2;

/** A receiver of traces, metrics and logs. */
export type Receiver = {
  readonly url: string;
  readonly spans: readonly ReceivedSpan[];
  /** What was sent of each signal, one body after the other. */
  readonly bodies: Readonly<Record<"traces" | "metrics" | "logs", readonly string[]>>;
  /** Headers of the last call. */
  headers(): Named;
  /** Answers with this status from now on. */
  answer(status: number): void;
  spansOf(traceId: string): ReceivedSpan[];
};

const named = (attributes: readonly Attribute[] = []): Record<string, unknown> =>
  Object.fromEntries(
    attributes.map(({ key, value }) => [key, value.stringValue ?? value.boolValue ?? Number(value.intValue)]),
  );

const spansIn = (body: string): ReceivedSpan[] =>
  (
    JSON.parse(body).resourceSpans as { resource: { attributes: Attribute[] }; scopeSpans: { spans: Sent[] }[] }[]
  ).flatMap(({ resource, scopeSpans }) =>
    scopeSpans
      .flatMap(({ spans }) => spans)
      .map((span) => ({ ...span, attributes: named(span.attributes), server: named(resource.attributes) })),
  );

/** Opens a receiver of traces, metrics and logs as JSON over HTTP (OTLP), and closes it after the test. */
export const openReceiver = async (context: TestContext): Promise<Receiver> => {
  const spans: ReceivedSpan[] = [];
  const bodies = { traces: [] as string[], metrics: [] as string[], logs: [] as string[] };
  let headers: Named = {};
  let status = 200;
  const server = createServer((request, response) => {
    headers = request.headers;
    const receive = async (): Promise<void> => {
      const body = await text(request);
      const [, signal = ""] = /^\/v1\/(traces|metrics|logs)$/.exec(request.url ?? "") ?? [];
      const isKnown = Object.hasOwn(bodies, signal);
      if (isKnown && status === 200) bodies[signal as keyof typeof bodies].push(body);
      if (signal === "traces" && status === 200) spans.push(...spansIn(body));
      response.writeHead(isKnown ? status : 404, { "content-type": "application/json" }).end("{}");
    };
    receive().catch((error: unknown) => response.writeHead(500).end(String(error)));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  context.after(async () => {
    const closed = once(server, "close");
    server.close();
    server.closeAllConnections();
    await closed;
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    bodies,
    headers: () => headers,
    answer: (now) => {
      status = now;
    },
    spansOf: (traceId) => spans.filter((span) => span.traceId === traceId),
  };
};
