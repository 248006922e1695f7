import openapiTS, { astToString } from "openapi-typescript";

type Operation = {
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly security?: readonly unknown[];
  readonly parameters?: readonly { readonly in: string; readonly name: string }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, unknown>> };
  readonly responses: Readonly<Record<string, unknown>>;
};

/** The parts of an OpenAPI document that the client is made of. */
export type Document = { readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>> };

const written = "Written by `npm run client` from the shop's API document: change that, not this file.";

/** Operations that are no functions: the session calls the first itself, and the second is for the payment provider. */
const withheld = new Set(["refreshSession", "receiveProviderEvent"]);

/** Operations that are open to guests, and do more for the customer who is signed in. */
const alsoForGuests = new Set(["payOrder", "verifyEmail"]);

/** Folder of the generated files. */
export const generatedFolder = new URL("../src/generated/", import.meta.url);

/** Returns the generated files of the client by their names. What the shop's staff do is no part of a storefront. */
export async function generated(whole: Document): Promise<Readonly<Record<string, string>>> {
  const paths = Object.entries(whole.paths).filter(([path]) => !path.startsWith("/admin/"));
  const document = { ...whole, paths: Object.fromEntries(paths) };
  return { "schema.d.ts": await schemaOf(document), "operations.ts": operationsOf(document) };
}

async function schemaOf(document: Document): Promise<string> {
  const types = await openapiTS(whatIsUsedOf(document) as Parameters<typeof openapiTS>[0], {
    // What has a default may be left out of a request.
    defaultNonNullable: false,
    silent: true,
  });
  return `// ${written}\n${astToString(types)}`;
}

/**
 * Returns the document without error replies and forms, which are two thirds of it: the client sends JSON, and throws all
 * errors alike.
 */
function whatIsUsedOf(document: Document): unknown {
  const paths = Object.entries(document.paths).map(([path, methods]) => [
    path,
    Object.fromEntries(Object.entries(methods).map(([method, operation]) => [method, withoutErrors(operation)])),
  ]);
  return structuredClone({ ...document, paths: Object.fromEntries(paths) });
}

function withoutErrors({ requestBody, responses, ...operation }: Operation): object {
  const json = "application/json";
  return {
    ...operation,
    ...(requestBody ? { requestBody: { ...requestBody, content: { [json]: requestBody.content[json] } } } : {}),
    responses: { 200: responses["200"] },
  };
}

/** Returns the table of the client's functions, and their types with the document's words about them. */
function operationsOf({ paths }: Document): string {
  const functions = Object.entries(paths)
    .flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
    )
    .filter(({ operation: { operationId } }) => !withheld.has(operationId) && !operationId.endsWith("ByGet"))
    .toSorted((one, other) => (one.operation.operationId < other.operation.operationId ? -1 : 1));
  const table = functions.map(
    ({ path, method, operation }) =>
      `  ${operation.operationId}: "${[method, path, ...marksOf(method, operation)].join(" ")}",`,
  );
  const types = functions.map(
    ({ operation }) =>
      `  /** ${wordsOf(operation)} */\n  readonly ${operation.operationId}: ShopFunction<"${operation.operationId}">;`,
  );
  return `// ${written}
import type { ShopFunction } from "../functions.ts";

/**
 * How each function calls the shop. \`personal\`: only for signed-in customers. \`signed\`: sends their token, but needs
 * none. \`keyed\`: executed once for each idempotency key. \`query\`: its fields go into the query.
 */
export const operations = {
${table.join("\n")}
} as const;

/** The operations of the shop. */
export type ShopFunctions = {
${types.join("\n")}
};
`;
}

function marksOf(method: string, { operationId, security, parameters = [] }: Operation): string[] {
  const has = (place: string, name?: string) =>
    parameters.some((parameter) => parameter.in === place && (name === undefined || parameter.name === name));
  return [
    ...(security ? ["personal"] : []),
    ...(alsoForGuests.has(operationId) ? ["signed"] : []),
    ...(has("header", "Idempotency-Key") ? ["keyed"] : []),
    ...(method !== "GET" && has("query") ? ["query"] : []),
  ];
}

function wordsOf({ summary, description }: Operation): string {
  const sentence = /[.?!]$/.test(summary) ? summary : `${summary}.`;
  return [sentence, description].filter(Boolean).join(" ").replaceAll("*/", "*\\/");
}
