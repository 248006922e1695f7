import { setTimeout as delay } from "node:timers/promises";
import type { App } from "../../src/platform/http/server.ts";
import { anyAddress } from "../support/clients/customers.ts";
import type { ListedOperation } from "./document.ts";
import { send, type Ground, type Question, type Refused } from "./row.ts";

type Schema = { readonly required?: readonly string[]; readonly properties?: Readonly<Record<string, unknown>> };

const bodyOf = ({ operation }: ListedOperation): Schema | undefined =>
  operation.requestBody?.content["application/json"]?.schema;

const missingIn = (listed: ListedOperation): string =>
  Object.keys(bodyOf(listed)?.properties ?? {})
    .filter((name) => bodyOf(listed)?.required?.includes(name))
    .join(",");

const json = { "content-type": "application/json" };
const cannotBeRead = /^Invalid Data: /;
const bytes = 256 * 1024;

/** A refusal that operations of any kind may give. */
export type Situation = Refused & {
  readonly befalls: (listed: ListedOperation) => boolean;
  /** Server that gets the request; by default the shop's. */
  readonly server?: (ground: Ground) => App;
  /** Network address of the client, when it matters. */
  readonly from?: (ground: Ground) => Promise<string>;
};

const good = (_: Ground, question: Question): Question => question;
const isPersonal = ({ operation }: ListedOperation): boolean => operation.security !== undefined;
const hasBody = ({ method }: ListedOperation): boolean => method !== "GET";
const isProbe = ({ path }: ListedOperation): boolean => path === "/livez" || path === "/readyz";
/** Operations that do not use the database. */
export const withoutDatabase: readonly string[] = ["/", "/livez", "/shoppingcart/generateUniqueId"];

/** Returns an address that has used up its requests of this minute, with enough of the minute left. */
const spentAddress = async ({ limited }: Ground): Promise<string> => {
  const left = 60_000 - (Date.now() % 60_000);
  if (left < 2000) await delay(left + 50);
  const address = anyAddress();
  await send(limited, { method: "GET" }, { url: "/departments" }, address);
  return address;
};

/** Returns a path with a segment that is longer than any accepted one. */
const lengthened = (path: string): string => path.replaceAll(/\{\w+\}/g, "9".repeat(1001));

/** Refusals that operations may give whatever they do, by code and status. */
export const everyOperation: Readonly<Record<string, Situation>> = {
  "COM_02 400": {
    befalls: () => true,
    asks: (_, question) =>
      question.body
        ? { ...question, payload: "[1]", headers: { ...question.headers, ...json } }
        : { ...question, headers: { ...question.headers, host: ["one.example", "other.example"] } },
    message: cannotBeRead,
  },
  "USR_02 400": {
    befalls: (listed) => missingIn(listed) !== "",
    asks: (_, question) => ({ ...question, body: {} }),
    field: missingIn,
  },
  "AUT_01 401": {
    befalls: isPersonal,
    asks: (_, { headers: { cookie: _cookie, ...headers } = {}, ...question }) => ({
      ...question,
      headers,
      token: undefined,
    }),
  },
  "AUT_02 401": { befalls: isPersonal, asks: (_, question) => ({ ...question, token: "Bearer nonsense" }) },
  "COM_02 413": {
    befalls: hasBody,
    asks: (_, question) => ({ ...question, payload: " ".repeat(bytes + 1), headers: { ...question.headers, ...json } }),
    message: /larger than 256 KiB/,
  },
  "COM_02 414": {
    befalls: ({ path }) => path.includes("{"),
    asks: (_, question, { path }) => ({ ...question, url: lengthened(path) }),
    message: cannotBeRead,
  },
  "COM_02 415": {
    befalls: hasBody,
    asks: (_, question) => ({
      ...question,
      payload: "<a/>",
      headers: { ...question.headers, "content-type": "text/xml" },
    }),
    message: /application\/json/,
  },
  "COM_29 429": {
    befalls: (listed) => !isProbe(listed),
    asks: good,
    server: ({ limited }) => limited,
    from: spentAddress,
  },
  "COM_00 500": { befalls: () => true, asks: good, server: ({ broken }) => broken },
  "COM_50 503": { befalls: ({ path }) => !withoutDatabase.includes(path), asks: good, server: ({ lonely }) => lonely },
};
