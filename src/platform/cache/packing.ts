import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

export type Encoding = "br" | "gzip";

/** Below one network packet, compressing saves nothing. */
const smallestPacked = 1200;
const compress = { br: promisify(brotliCompress), gzip: promisify(gzip) };
const options = { br: { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }, gzip: { level: 6 } };

/** How a body of so many bytes is best sent to a client that accepts this; plain when undefined. */
export const encodingFor = (accepted: string | undefined, bytes: number): Encoding | undefined => {
  if (!accepted || bytes < smallestPacked) return undefined;
  if (/\bbr\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))/.test(accepted)) return "br";
  return /\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))/.test(accepted) ? "gzip" : undefined;
};

export const pack = async (body: Buffer, encoding: Encoding): Promise<Buffer> =>
  (await compress[encoding](body, options[encoding])) as Buffer;
