import type { ListedOperation } from "../contract/document.ts";
import { bodies, contentTypes, headers, jsonValues, queries, urlValues } from "./values.ts";

export type BadRequest = {
  readonly about: string;
  readonly method: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly payload?: string | Buffer;
};

type Schema = {
  readonly type?: string;
  readonly examples?: unknown[];
  readonly default?: unknown;
  readonly enum?: unknown[];
  readonly properties?: Record<string, Schema>;
};

const usual = ({ type, examples, default: given, enum: options }: Schema): unknown =>
  examples?.[0] ??
  given ??
  options?.[0] ??
  (type === "integer" || type === "number" ? 1 : type === "boolean" ? true : "a");

const parametersIn = ({ operation }: ListedOperation, place: string) =>
  (operation.parameters ?? []).filter((parameter) => parameter.in === place);

const json = { "content-type": "application/json" };
const form = { "content-type": "application/x-www-form-urlencoded" };

/** Returns a valid call of an operation, as far as its schemas describe it. */
export const goodRequest = (listed: ListedOperation) => {
  const { path, operation } = listed;
  const values = Object.fromEntries(
    parametersIn(listed, "path").map(({ name, schema }) => [name, String(usual(schema))]),
  );
  const needed = parametersIn(listed, "query").filter(({ required }) => required);
  const query = new URLSearchParams(needed.map(({ name, schema }): [string, string] => [name, String(usual(schema))]));
  const urlWith = (changed: Record<string, string>): string =>
    path.replaceAll(/\{(\w+)\}/g, (_, name: string) => changed[name] ?? values[name] ?? "1");
  const schema = operation.requestBody?.content["application/json"]?.schema as Schema | undefined;
  const fields =
    schema && Object.fromEntries(Object.entries(schema.properties ?? {}).map(([name, field]) => [name, usual(field)]));
  return { urlWith, query, fields };
};

const inPath = (listed: ListedOperation): BadRequest[] => {
  const { method } = listed;
  const { urlWith, query } = goodRequest(listed);
  return parametersIn(listed, "path").flatMap(({ name }) =>
    urlValues.map((value) => ({ about: `${name} in the path`, method, url: `${urlWith({ [name]: value })}?${query}` })),
  );
};

const inQuery = (listed: ListedOperation): BadRequest[] => {
  const { method } = listed;
  const { urlWith, query } = goodRequest(listed);
  const base = `${urlWith({})}?${query}`;
  const single = parametersIn(listed, "query").flatMap(({ name }) => [
    ...urlValues.map((value) => ({
      about: `${name} in the query`,
      method,
      url: `${urlWith({})}?${withoutName(query, name)}&${name}=${value}`,
    })),
    ...[`${name}=1&${name}=2`, `${name}[]=1`, `${name}[a]=1`, `${name}[__proto__]=1`, name, `${name}=`].map((text) => ({
      about: `${name} of another shape`,
      method,
      url: `${base}&${text}`,
    })),
  ]);
  return [...single, ...queries.map((text) => ({ about: "the whole query", method, url: `${base}&${text}` }))];
};

const withoutName = (query: URLSearchParams, name: string): string => {
  const rest = new URLSearchParams(query);
  rest.delete(name);
  return rest.toString();
};

const inHeaders = (listed: ListedOperation): BadRequest[] => {
  const { urlWith, query, fields } = goodRequest(listed);
  const body = fields ? { payload: JSON.stringify(fields) } : {};
  return headers.map((odd) => ({
    about: "headers",
    method: listed.method,
    url: `${urlWith({})}?${query}`,
    headers: fields ? { ...json, ...odd } : odd,
    ...body,
  }));
};

const inBody = (listed: ListedOperation): BadRequest[] => {
  const { urlWith, query, fields } = goodRequest(listed);
  if (!fields) return [];
  const request = { method: listed.method, url: `${urlWith({})}?${query}` };
  const whole = Object.entries(bodies).flatMap(([about, payload]) =>
    [json, form].map((headers) => ({ ...request, about: `a body ${about}`, headers, payload })),
  );
  const typed = contentTypes.map((type) => ({
    ...request,
    about: `the content type ${type}`,
    headers: type === undefined ? {} : { "content-type": type },
    payload: JSON.stringify(fields),
  }));
  const single = Object.keys(fields).flatMap((name) => [
    ...jsonValues.map((value) => ({
      ...request,
      about: `${name} in JSON`,
      headers: json,
      payload: withField(fields, name, value),
    })),
    ...urlValues.map((value) => ({
      ...request,
      about: `${name} in a form`,
      headers: form,
      payload: `${withoutName(formOf(fields), name)}&${name}=${value}`,
    })),
  ]);
  return [...whole, ...typed, ...single];
};

const formOf = (fields: Record<string, unknown>): URLSearchParams =>
  new URLSearchParams(Object.entries(fields).map(([name, value]): [string, string] => [name, String(value)]));

const withField = (fields: Record<string, unknown>, name: string, value: string): string => {
  const others = Object.entries(fields).filter(([other]) => other !== name);
  return `{${[...others.map(([other, kept]) => `${JSON.stringify(other)}:${JSON.stringify(kept)}`), `${JSON.stringify(name)}:${value}`].join()}}`;
};

/** Returns every known kind of bad request for this operation. */
export const badRequests = (listed: ListedOperation): BadRequest[] => [
  ...inPath(listed),
  ...inQuery(listed),
  ...inHeaders(listed),
  ...inBody(listed),
];
