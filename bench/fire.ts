import { subscribe } from "node:diagnostics_channel";
import { once } from "node:events";
import { createHistogram } from "node:perf_hooks";
import autocannon, { type Client } from "autocannon";
import { filled, hasNames } from "./body.ts";
import type { Fired, Volley } from "./volley.ts";

/**
 * Returns the requests that a connection repeats: a part of its own when there are enough units for all connections,
 * else all of them, rotated to another start. autocannon prepares a connection's requests before it sends any, so this
 * keeps them few.
 */
const shareOf = <Item>(
  items: readonly Item[],
  client: number,
  { connections, unit = 1 }: Pick<Volley, "connections" | "unit">,
): Item[] => {
  const begin = (of: number) => Math.floor((of * items.length) / unit / connections) * unit;
  const from = begin(client);
  return items.length / unit >= connections
    ? items.slice(from, begin(client + 1))
    : [...items.slice(from), ...items.slice(0, from)];
};

type Remembered = Record<string, unknown>;

/** Fills the placeholders of a body when it is sent: the next number, or values that the connection remembers. */
const filling = (body: string | undefined, next: () => number) =>
  body === undefined || !hasNames(body)
    ? {}
    : {
        setupRequest: (request: object, remembered: Remembered) => ({
          ...request,
          body: filled(body, body.includes("{next}") ? { ...remembered, next: next() } : remembered),
        }),
      };

/** Returns the code of a refusal, as far as a reply has one. */
const codeOf = (text: string): string => /"code":"(\w+)"/.exec(text)?.[1] ?? "";

const fire = async (volley: Volley): Promise<Fired> => {
  const { url, seconds, connections, rate, requests, next = 0 } = volley;
  // autocannon reconnects silently when a connection is cut: each socket beyond one per connection counts as a cut.
  let opened = 0;
  subscribe("net.client.socket", () => (opened += 1));
  let wrongStatus = 0;
  let wrongBody = 0;
  const wrongReplies: Record<string, number> = {};
  let number = next - 1;
  const checked = requests.map(({ path, method = "GET", headers = {}, body, status = 200, expected, remember }) => ({
    path,
    method,
    headers: { ...headers },
    ...(body === undefined ? {} : { body }),
    ...filling(body, () => (number += 1)),
    onResponse: (answered: number, text: string, remembered: Remembered) => {
      if (remember && answered === status) remembered[remember] = (JSON.parse(text) as Remembered)[remember];
      if (answered !== status) {
        wrongStatus += 1;
        const what = `${method} ${path} ${answered} ${codeOf(text)}`.trim();
        wrongReplies[what] = (wrongReplies[what] ?? 0) + 1;
      } else if (expected !== undefined && text !== expected) wrongBody += 1;
    },
  }));
  let client = 0;
  const setupClient = (next: Client) => {
    next.setRequests(shareOf(checked, client, volley));
    client += 1;
  };
  const microseconds = createHistogram({ figures: 3 });
  const run = autocannon({
    url,
    connections,
    duration: seconds,
    requests: checked,
    setupClient,
    ...(rate === undefined ? {} : { overallRate: rate }),
  });
  void run.on("response", (_client, _status, _bytes, milliseconds) =>
    microseconds.record(Math.max(1, Math.round(milliseconds * 1000))),
  );
  const { requests: answered, duration, errors, timeouts } = await run;
  return {
    perSecond: answered.total / duration,
    p50: microseconds.percentile(50) / 1000,
    p99: microseconds.percentile(99) / 1000,
    requests: answered.total,
    faults: { wrongStatus, wrongBody, errors: errors - timeouts, timeouts, cut: Math.max(0, opened - connections) },
    wrongReplies,
  };
};

// Runs as a separate process: receives one load run and sends back its result.
const [volley] = (await once(process, "message")) as [Volley];
process.send?.(await fire(volley), () => process.disconnect());
