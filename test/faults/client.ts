import { Agent, request } from "node:http";
import type { Json } from "../support/clients/buyers.ts";

/** Result of one request: status 0 when the connection was refused or cut. */
export type Told = {
  readonly status: number;
  readonly retryAfter: string | undefined;
  readonly body: Json;
  readonly endedAt: number;
};

const parsed = (text: string): Json => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** Sends each request once, whatever happens: it neither reconnects nor retries. */
export const openClient = (url: string) => {
  const agent = new Agent({ keepAlive: true, maxSockets: 200 });
  const ask = (
    method: "GET" | "POST",
    path: string,
    body?: Json,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Told> =>
    new Promise((resolve) => {
      const cut = () => resolve({ status: 0, retryAfter: undefined, body: undefined, endedAt: Date.now() });
      const sent = request(
        `${url}${path}`,
        { method, agent, headers: { "content-type": "application/json", ...headers } },
        (reply) => {
          let text = "";
          reply.setEncoding("utf8").on("data", (part: string) => (text += part));
          reply.on("error", cut);
          reply.on("end", () =>
            resolve({
              status: reply.statusCode ?? 0,
              retryAfter: reply.headers["retry-after"],
              body: parsed(text),
              endedAt: Date.now(),
            }),
          );
        },
      );
      sent.on("error", cut);
      sent.end(body === undefined ? undefined : JSON.stringify(body));
    });
  return { ask, close: () => agent.destroy() };
};

export type Client = ReturnType<typeof openClient>;
