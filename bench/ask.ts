import { once } from "node:events";
import { request as open, type IncomingMessage } from "node:http";
import type { Request } from "./load.ts";

/** A complete reply; headers as received, without those that node:http adds itself. */
export type Reply = { readonly status: number; readonly headers: readonly string[]; readonly body: Buffer };

const writtenByNode = new Set(["date", "connection", "keep-alive"]);

const pairs = (flat: readonly string[]): [string, string][] =>
  flat.flatMap((name, index) => (index % 2 === 0 ? [[name, flat[index + 1] ?? ""] satisfies [string, string]] : []));

/** Sends one request and reads its whole reply. */
export const ask = async (url: string, { path, method = "GET", headers = {}, body }: Request): Promise<Reply> => {
  const asked = open(url + path, { method, headers, agent: false }).end(body);
  const [response] = (await once(asked, "response")) as [IncomingMessage];
  const chunks = await response.toArray();
  return {
    status: response.statusCode ?? 0,
    headers: pairs(response.rawHeaders)
      .filter(([name]) => !writtenByNode.has(name.toLowerCase()))
      .flat(),
    body: Buffer.concat(chunks),
  };
};

/** Returns a reply as text for comparison, without the request id. */
export const comparable = ({ status, headers, body }: Reply): string =>
  JSON.stringify([
    status,
    pairs(headers).map(([name, value]) => [name, name === "x-request-id" ? "" : value]),
    body.toString("latin1"),
  ]);
