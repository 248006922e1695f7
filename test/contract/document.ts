import { Compile } from "typebox/schema";

type Media = { readonly schema?: object; readonly examples?: Readonly<Record<string, unknown>> };
export type Operation = {
  readonly operationId: string;
  readonly summary: string;
  readonly tags: readonly string[];
  readonly security?: readonly object[];
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: "query" | "path" | "header";
    readonly required?: boolean;
    readonly schema: Record<string, unknown>;
  }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Record<string, unknown> }>> };
  readonly responses: Readonly<
    Record<string, { readonly description: string; readonly content?: Readonly<Record<string, Media>> }>
  >;
};
export type Document = {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
};
export type ListedOperation = { readonly method: string; readonly path: string; readonly operation: Operation };
type Reply = {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
};

/** Every operation that a document publishes. */
export const operationsOf = ({ paths }: Document): ListedOperation[] =>
  Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
  );

/** The published document, as a client reads it. */
export const readDocument = async (app: { inject(url: string): Promise<{ json(): unknown }> }): Promise<Document> =>
  (await app.inject("/openapi.json")).json() as Document;

/** Returns the same schema, but refusing fields that it does not name. */
const closed = (part: unknown): unknown => {
  if (Array.isArray(part)) return part.map(closed);
  if (typeof part !== "object" || part === null) return part;
  const whole = Object.fromEntries(Object.entries(part).map(([name, value]) => [name, closed(value)]));
  return "properties" in whole && whole["type"] === "object" ? { additionalProperties: false, ...whole } : whole;
};

type Validator = ReturnType<typeof Compile>;

/**
 * Returns a function that checks replies against a document; it returns faults as sentences, none when the reply is as
 * published.
 */
export const replyChecker = (document: Document) => {
  const components = closed(document.components) as object;
  const compiled = new Map<object, Validator>();
  const validatorOf = (schema: object): Validator => {
    const known = compiled.get(schema) ?? Compile({ ...(closed(schema) as object), components });
    compiled.set(schema, known);
    return known;
  };

  return (method: string, path: string, reply: Reply): string[] => {
    const response = document.paths[path]?.[method.toLowerCase()]?.responses[reply.statusCode];
    if (!response) return [`status ${reply.statusCode} is not published: ${reply.body.slice(0, 200)}`];
    const type = String(reply.headers["content-type"] ?? "").split(";")[0] ?? "";
    const media = response.content?.[type];
    if (!response.content && reply.body === "") return [];
    if (!media?.schema) return [`content type "${type}" is not published for ${reply.statusCode}`];
    const value: unknown = JSON.parse(reply.body);
    const [isValid, faults] = validatorOf(media.schema).Errors(value);
    if (!isValid) return faults.map(({ instancePath, message }) => `${instancePath || "/"} ${message}`);
    const code = codeOf(value);
    return reply.statusCode >= 400 && !Object.hasOwn(media.examples ?? {}, code)
      ? [`code ${code} is not published for this operation`]
      : [];
  };
};

const codeOf = (value: unknown): string => {
  const told = value as { code?: string; error?: { code?: string } };
  return told.error?.code ?? told.code ?? "";
};

/** Returns every refusal that an operation publishes, as "COM_02 400". */
export const refusalsOf = ({ responses }: Operation): string[] =>
  Object.entries(responses).flatMap(([status, { content }]) =>
    Object.keys(content?.["application/json"]?.examples ?? {}).map((code) => `${code} ${status}`),
  );
