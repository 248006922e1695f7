import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

export type Encoding = "br" | "gzip";

/** A body smaller than one network packet gains nothing from compression. */
const smallestPacked = 1200;
const compress = { br: promisify(brotliCompress), gzip: promisify(gzip) };
const options = { br: { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }, gzip: { level: 6 } };

const weight = /^q\s*=\s*([\d.]+)$/i;

/** Returns the best encoding of a body of this size for a client's Accept-Encoding; undefined for uncompressed. */
export function encodingFor(accepted: string | undefined, bytes: number): Encoding | undefined {
  if (!accepted || bytes < smallestPacked) return undefined;
  const weights = weightsOf(accepted);
  const wanted = (name: string): number => weights.get(name) ?? weights.get("*") ?? 0;
  const [br, gzip, plain] = [
    wanted("br"),
    Math.max(wanted("gzip"), weights.get("x-gzip") ?? 0),
    weights.get("identity"),
  ];
  const best = Math.max(br, gzip);
  if (best === 0 || (plain ?? 0) > best) return undefined;
  return br === best ? "br" : "gzip";
}

/**
 * Compresses a body. zlib returns the beginning of a 16 KB buffer, which would stay in memory as a whole: the bytes are
 * copied to memory of their own.
 */
export async function pack(body: Buffer, encoding: Encoding): Promise<Buffer> {
  const packed = (await compress[encoding](body, options[encoding])) as Buffer;
  const own = Buffer.allocUnsafeSlow(packed.length);
  packed.copy(own);
  return own;
}

/** Returns the weight of each encoding (RFC 9110, 12.5.3): 1 by default, 0 for never. */
function weightsOf(accepted: string): ReadonlyMap<string, number> {
  return new Map(
    accepted.split(",").map((part): [string, number] => {
      const [name = "", ...parameters] = part.split(";").map((each) => each.trim());
      const said = parameters.map((each) => weight.exec(each)?.[1]).find((each) => each !== undefined);
      return [name.toLowerCase(), said === undefined ? 1 : Number(said)];
    }),
  );
}
