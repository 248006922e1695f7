import type { Shop } from "../../src/server/app.ts";
import type { BadRequest } from "./requests.ts";

const slowest = 1000;
/** What no client may read: traces, files, statements, the driver's words. */
const innards =
  /\n\s+at |node:internal|node_modules|\/src\/|\.ts\b|\bselect .* from\b|syntax error|invalid input syntax|violates|ECONN|relation "/i;
const unknownRoute = '{"message":"Endpoint not found."}';

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

type Answered = { readonly statusCode: number; readonly body: string; readonly milliseconds: number };

/** What is wrong with how a bad request was answered; undefined when nothing is. */
export const faultOf = ({ statusCode, body, milliseconds }: Answered): string | undefined => {
  if (statusCode >= 500) return `status ${statusCode}: ${body.slice(0, 200)}`;
  if (milliseconds > slowest) return `took ${Math.round(milliseconds)} ms`;
  if (statusCode < 400) return undefined;
  if (innards.test(body)) return `shows what is inside: ${body.slice(0, 200)}`;
  return body === "" || isContractError(body, statusCode)
    ? undefined
    : `is no error of the contract: ${body.slice(0, 200)}`;
};

const send = async (app: Shop["app"], { method, url, headers, payload }: BadRequest): Promise<Answered> => {
  const start = performance.now();
  const request = {
    method: method as "GET",
    url,
    ...(headers ? { headers } : {}),
    ...(payload === undefined ? {} : { payload }),
  };
  const { statusCode, body } = await app.inject(request);
  return { statusCode, body, milliseconds: performance.now() - start };
};

/** Sends a bad request and judges the answer. A slow one is asked again: the machine is shared, a slow program is slow twice. */
export const judge = async (app: Shop["app"], request: BadRequest): Promise<string | undefined> => {
  const first = await send(app, request);
  const answered = first.milliseconds > slowest ? await send(app, request) : first;
  const fault = faultOf(answered);
  return (
    fault &&
    `${request.about}: ${request.method} ${request.url.slice(0, 160)} ${String(request.payload ?? "").slice(0, 160)} ${fault}`
  );
};
