import type { Shop } from "../../src/server/app.ts";
import type { BadRequest } from "./requests.ts";

const slowest = 1000;
/** Internals that no client may see: traces, files, statements, messages of the driver. */
const innards =
  /\n\s+at |node:internal|node_modules|\/src\/|\.ts\b|\bselect .* from\b|syntax error|invalid input syntax|violates|ECONN|relation "/i;
export const unknownRoute = '{"message":"Endpoint not found."}';

const isContractError = (body: string, status: number): boolean => {
  if (body === unknownRoute) return status === 404;
  try {
    const told = JSON.parse(body);
    const error = told.error ?? { ...told, message: told.title, field: told.field ?? "" };
    return (
      error.status === status &&
      /^[A-Z]{3}_\d\d$/.test(error.code) &&
      typeof error.message === "string" &&
      typeof error.field === "string"
    );
  } catch {
    return false;
  }
};

type Reply = Awaited<ReturnType<Shop["app"]["inject"]>>;
type Answered = Pick<Reply, "statusCode" | "body"> & { readonly milliseconds: number };
/** Returns how a reply differs from what is published; undefined when it does not. */
export type Published = (reply: Reply) => string | undefined;

/** Returns what is wrong with the reply to a bad request; undefined when nothing is. */
export const faultOf = ({ statusCode, body, milliseconds }: Answered): string | undefined => {
  if (statusCode >= 500) return `status ${statusCode}: ${body.slice(0, 200)}`;
  if (milliseconds > slowest) return `took ${Math.round(milliseconds)} ms`;
  if (statusCode < 400) return undefined;
  if (innards.test(body)) return `shows what is inside: ${body.slice(0, 200)}`;
  return body === "" || isContractError(body, statusCode)
    ? undefined
    : `is no error of the contract: ${body.slice(0, 200)}`;
};

const send = async (app: Shop["app"], { method, url, headers, payload }: BadRequest) => {
  const start = performance.now();
  const request = {
    method: method as "GET",
    url,
    ...(headers ? { headers } : {}),
    ...(payload === undefined ? {} : { payload }),
  };
  const reply = await app.inject(request);
  return { reply, milliseconds: performance.now() - start };
};

/**
 * Sends a bad request and judges the reply, also by what is published when that is given. A slow request is sent again,
 * because the machine is shared and a slow program is slow twice.
 */
export const judge = async (
  app: Shop["app"],
  request: BadRequest,
  published: Published = () => undefined,
): Promise<string | undefined> => {
  const first = await send(app, request);
  const { reply, milliseconds } = first.milliseconds > slowest ? await send(app, request) : first;
  const { statusCode, body } = reply;
  const fault = faultOf({ statusCode, body, milliseconds }) ?? published(reply);
  return (
    fault &&
    `${request.about}: ${request.method} ${request.url.slice(0, 160)} ${String(request.payload ?? "").slice(0, 160)} ${fault}`
  );
};
