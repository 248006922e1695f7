import { STATUS_CODES, type IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import type { ConnectionError } from "fastify";
import { refusal } from "../refusal.ts";
import { asContract } from "./error-bodies.ts";
import { originHeaders } from "./origins.ts";

const statuses: Readonly<Record<string, number>> = { ERR_HTTP_REQUEST_TIMEOUT: 408, HPE_HEADER_OVERFLOW: 431 };
const wordings: Readonly<Record<number, string>> = {
  408: "the request took too long to arrive",
  431: "the headers are larger than 16 KiB",
};

/**
 * Returns a handler for bytes that are no HTTP request: it sends an error, readable by pages of allowed origins, and
 * closes the connection.
 */
export function unreadableAnswer(origins: readonly string[]) {
  return (error: ConnectionError, socket: Socket): void => {
    if (error.code === "ECONNRESET" || !socket.writable) return void socket.destroy();
    const status = statuses[error.code] ?? 400;
    const refused = refusal("COM_02", "", {
      status,
      message: `Invalid Data: ${wordings[status] ?? "the request cannot be read"}`,
    });
    const body = JSON.stringify(asContract(refused));
    const readable = originHeaders(origins, originOf(error));
    const head = [
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
      "connection: close",
      "cache-control: no-store",
      "x-content-type-options: nosniff",
      "content-type: application/json; charset=utf-8",
      `content-length: ${Buffer.byteLength(body)}`,
      ...Object.entries(readable).map(([name, value]) => `${name}: ${value}`),
    ];
    socket.end(`${head.join("\r\n")}\r\n\r\n${body}`, () => socket.destroy());
  };
}

/**
 * Returns whether exactly one host is named. With two, a proxy may have used another one than this server does (RFC
 * 9112, 3.2). HTTP/1.0 requires none, and health checks still use it.
 */
export function namesOneHost({ rawHeaders, httpVersion }: IncomingMessage): boolean {
  let count = 0;
  for (let index = 0; index < rawHeaders.length; index += 2)
    if (rawHeaders[index]?.length === 4 && rawHeaders[index]?.toLowerCase() === "host") count += 1;
  return count === 1 || (count === 0 && httpVersion === "1.0");
}

/** Returns the origin header of the received bytes, as far as it can be read. */
function originOf({ rawPacket }: { rawPacket?: unknown }): string | undefined {
  return Buffer.isBuffer(rawPacket)
    ? /\r\norigin:[ \t]*([^\s]+)[ \t]*\r\n/i.exec(rawPacket.toString("latin1"))?.[1]
    : undefined;
}
