import { TextDecoder } from "node:util";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { refusal, type Refusal } from "../refusal.ts";
import { bytesOf, hasTooManyFields, mostFields, readFields } from "./form-fields.ts";

const json = new TextDecoder("utf-8", { fatal: true });

const sendAnother = "send application/json or application/x-www-form-urlencoded";

/**
 * Checks the headers of a body before it is read; returns the refusal of a body that must not be read. An empty body
 * needs no content type, and a wrong one does not matter. A compressed body is refused, and the client is asked to send
 * it uncompressed (RFC 9110, 15.5.16): a few bytes can unpack to any size.
 */
export function weighBody(request: FastifyRequest, reply: FastifyReply): Refusal | undefined {
  const { headers } = request;
  if (isEmptyBody(request)) {
    delete headers["content-type"];
    return undefined;
  }
  const encoding = headers["content-encoding"]?.trim().toLowerCase() ?? "";
  if (encoding === "" || encoding === "identity") return undefined;
  reply.header("accept-encoding", "identity");
  return unsupported("the body is compressed; send it as it is");
}

/**
 * Registers the parsers of JSON and form bodies. `inputReader` reads bodies field by field, so `__proto__` is a name
 * like any other.
 */
export function readBodies(app: FastifyInstance): void {
  const asBytes = { parseAs: "buffer" } as const;
  app.removeAllContentTypeParsers();
  const readJson = async ({ is404 }: FastifyRequest, body: Buffer) => (is404 ? {} : parseJson(body));
  app.addContentTypeParser("application/json", asBytes, readJson);
  app.addContentTypeParser(/^application\/[\w.-]+\+json(?:;|$)/i, asBytes, readJson);
  app.addContentTypeParser(
    "application/x-www-form-urlencoded",
    asBytes,
    async (request: FastifyRequest, body: Buffer) => parseForm(request, body),
  );
  app.addContentTypeParser("*", asBytes, async (request: FastifyRequest, body: Buffer) => parseUntyped(request, body));
}

function parseForm({ headers, is404 }: FastifyRequest, body: Buffer): unknown {
  if (is404) return {};
  const decoder = formDecoder(headers["content-type"] ?? "");
  const text = body.toString("latin1");
  if (hasTooManyFields(text))
    throw refusal("COM_02", "", { message: `Invalid Data: the form has more than ${mostFields} fields` });
  let isBroken = false;
  const fields = readFields(text, (part) => {
    if (isBroken) return "";
    try {
      return decoder.decode(bytesOf(part));
    } catch {
      isBroken = true;
      return "";
    }
  });
  if (isBroken) throw refusal("COM_02", "", { message: `Invalid Data: the form is not ${decoder.encoding}` });
  return fields;
}

/** Returns the decoder of a form's charset; browsers send no charset and mean UTF-8. */
function formDecoder(contentType: string): TextDecoder {
  const label = /;\s*charset\s*=\s*"?([^\s;"]+)/i.exec(contentType)?.[1] ?? "utf-8";
  try {
    return new TextDecoder(label, { fatal: true });
  } catch {
    throw unsupported("the form's charset is unknown");
  }
}

/**
 * `fetch` and `sendBeacon` send any text as `text/plain`, and some clients send no type: a body that is JSON is parsed
 * as JSON.
 */
function parseUntyped({ headers, is404 }: FastifyRequest, body: Buffer): unknown {
  if (is404 || body.length === 0) return {};
  const type = headers["content-type"] ?? "";
  if (!/^(?:text\/plain\b|$)/i.test(type)) throw unsupported(sendAnother);
  if (!/^\uFEFF?\s*[[{]/.test(body.toString("utf8"))) throw unsupported(sendAnother);
  return parseJson(body);
}

function unsupported(message: string) {
  return refusal("COM_02", "", { status: 415, message: `Invalid Data: ${message}` });
}

function parseJson(body: Buffer): unknown {
  try {
    const text = json.decode(body);
    // Some clients send a content type and an empty body: that is a body without fields.
    return text.trim() === "" ? {} : JSON.parse(text);
  } catch {
    throw refusal("COM_02", "", { message: "Invalid Data: the body is not JSON in UTF-8" });
  }
}

function isEmptyBody({ headers }: FastifyRequest): boolean {
  return headers["transfer-encoding"] === undefined && (headers["content-length"] ?? "0") === "0";
}
