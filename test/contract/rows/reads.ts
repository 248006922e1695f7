import { refusals, type RefusalCode } from "../../../src/platform/refusal.ts";
import { publicReads } from "../public-reads.ts";
import type { Refused, Row, Rows } from "../row.ts";

type Met = (typeof publicReads)[string]["refuses"];

const refusedReads = (met: Met): Readonly<Record<string, Refused>> =>
  Object.fromEntries(
    Object.entries(met).map(([code, { url, field }]) => [
      `${code} ${refusals[code as RefusalCode][0]}`,
      {
        asks: () => ({ url }),
        field,
        ...(code === "COM_02" ? { message: /^(?:Invalid Data: .*|The ID is not a number\.)$/ } : {}),
      },
    ]),
  );

/** Public reads, whose exact replies another test checks. */
export const readRows: Rows = Object.fromEntries(
  Object.entries(publicReads).map(([path, { url, answers, refuses }]): [string, Row] => [
    `GET ${path}`,
    { asks: () => ({ url }), answers, refuses: refusedReads(refuses) },
  ]),
);
