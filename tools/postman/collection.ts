import { STATUS_CODES } from "node:http";
import { exampleOf, resolve, type Document, type Operation, type Parameter } from "./document.ts";

const json = { key: "Content-Type", value: "application/json" };

/** Script that stores the access token after a login; the other requests send it. */
const keepToken = [
  {
    listen: "test",
    script: {
      type: "text/javascript",
      exec: [
        "const { accessToken } = pm.response.json();",
        'if (accessToken) pm.collectionVariables.set("accessToken", accessToken);',
      ],
    },
  },
];

/** Converts the document to a Postman collection (format 2.1): a folder per tag, a request per operation. */
export function collectionOf(document: Document) {
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method, path, operation })),
  );
  return {
    info: {
      name: document.info.title,
      description: document.info.description,
      version: document.info.version,
      schema: "https://schema.getpostman.com/json/collection/v2.1.0/collection.json",
    },
    variable: [
      { key: "baseUrl", value: "http://localhost:3000", type: "string" },
      { key: "accessToken", value: "", type: "string" },
    ],
    item: document.tags.map(({ name, description }) => ({
      name,
      description,
      item: operations
        .filter(({ operation }) => operation.tags[0] === name)
        .map(({ method, path, operation }) => itemOf(document, method, path, operation)),
    })),
  };
}

function itemOf(document: Document, method: string, path: string, operation: Operation) {
  const request = requestOf(document, method, path, operation);
  const answer = operation.responses["200"]?.content?.["application/json"]?.schema;
  const givesToken = answer !== undefined && "accessToken" in (resolve(document, answer).properties ?? {});
  return {
    name: operation.summary,
    ...(givesToken ? { event: keepToken } : {}),
    request,
    response: responsesOf(document, operation, request),
  };
}

function requestOf(document: Document, method: string, path: string, operation: Operation) {
  const schema = operation.requestBody?.content["application/json"]?.schema;
  return {
    method: method.toUpperCase(),
    header: [...(schema ? [json] : []), ...(operation.security ? [{ key: "USER-KEY", value: "{{accessToken}}" }] : [])],
    url: urlOf(document, path, operation.parameters ?? []),
    description: operation.description ?? operation.summary,
    ...(schema
      ? { body: { mode: "raw", raw: written(exampleOf(document, schema)), options: { raw: { language: "json" } } } }
      : {}),
  };
}

function urlOf(document: Document, path: string, parameters: readonly Parameter[]) {
  const shown = (place: string) => parameters.filter((parameter) => parameter.in === place);
  // Optional parameters are disabled, so that a request works as it is sent.
  const query = shown("query").map((parameter) => ({
    key: parameter.name,
    value: valueOf(document, parameter),
    description: parameter.description ?? "",
    disabled: !parameter.required,
  }));
  const asked = query
    .filter(({ disabled }) => !disabled)
    .map(({ key, value }) => `${key}=${encodeURIComponent(value)}`);
  const segments = path
    .split("/")
    .slice(1)
    .map((segment) => segment.replace(/^\{(\w+)\}$/, ":$1"));
  const variable = shown("path").map((parameter) => ({
    key: parameter.name,
    value: valueOf(document, parameter),
    description: parameter.description ?? "",
  }));
  return {
    raw: `{{baseUrl}}/${segments.join("/")}${asked.length > 0 ? `?${asked.join("&")}` : ""}`,
    host: ["{{baseUrl}}"],
    path: segments,
    ...(query.length > 0 ? { query } : {}),
    ...(variable.length > 0 ? { variable } : {}),
  };
}

function valueOf(document: Document, { schema, example }: Parameter): string {
  const value = example ?? exampleOf(document, schema);
  return Array.isArray(value) ? value.join() : String(value);
}

/** Returns the responses that a client can cause. The document describes server errors once for all operations. */
function responsesOf(document: Document, operation: Operation, originalRequest: object) {
  return Object.entries(operation.responses)
    .filter(([status]) => Number(status) < 500)
    .flatMap(([status, { content }]) => {
      const media = content?.["application/json"];
      const told =
        media?.examples ??
        (media?.schema ? { Success: { value: exampleOf(document, media.schema) } } : { Success: { value: undefined } });
      return Object.entries(told).map(([name, { value }]) => ({
        name,
        ...(status === "200" ? { originalRequest } : {}),
        status: STATUS_CODES[status] ?? "",
        code: Number(status),
        _postman_previewlanguage: "json",
        header: value === undefined ? [] : [json],
        body: value === undefined ? "" : written(value),
      }));
    });
}

function written(value: unknown): string {
  return JSON.stringify(value, null, 2);
}
