import { keyMark } from "../platform/http/operation.ts";

type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
type Named = { [name: string]: Json };

/** As parameter of an operation: the header by which a request that is sent again is executed once. */
const keyHeader: Named = {
  name: "Idempotency-Key",
  in: "header",
  required: false,
  description: "A request that is sent again with it is executed once",
  schema: { type: "string", minLength: 1, maxLength: 255 },
};

const ownMarks = new Set(["clearable", "visible", "line", "numeral", "orThing"]);

/**
 * Returns the document for publication: every schema with a title occurs once, and operations that take an idempotency
 * key show its header.
 */
export function tidyDocument<Document extends object>(document: Document): Document {
  const whole = structuredClone(document);
  const { components = {}, paths = {} } = whole as Named & { components?: Named; paths?: Named };
  const schemas: Named = {};
  const tidied = nameSchemas(paths, schemas) as { [path: string]: { [method: string]: Named } };
  for (const methods of Object.values(tidied))
    for (const [method, operation] of Object.entries(methods)) methods[method] = withKeyHeader(operation);
  return Object.assign(whole, { components: { ...components, schemas }, paths: tidied });
}

function withKeyHeader({ [keyMark]: takesKey, ...operation }: Named): Named {
  if (takesKey !== true) return operation;
  const parameters = (operation["parameters"] ?? []) as Json[];
  return { ...operation, parameters: [...parameters, structuredClone(keyHeader)] };
}

/** Moves each schema that has a title to the components, once, and leaves a reference in its place. */
function nameSchemas(part: Json, schemas: Named): Json {
  if (Array.isArray(part)) return part.map((item) => nameSchemas(item, schemas));
  if (!isNamed(part)) return part;
  const whole: Named = {};
  for (const [name, value] of Object.entries(part)) {
    // The shop's own keywords, which only `inputReader` uses.
    const isOwn =
      (["refusal", "wording"].includes(name) && typeof value === "string") ||
      (name === "enough" && typeof value === "number") ||
      (ownMarks.has(name) && value === true);
    if (isOwn) continue;
    whole[name] = isExample(name) ? value : nameSchemas(value, schemas);
  }
  if (Array.isArray(whole["enum"]) && whole["enum"].every((option) => typeof option === "string"))
    whole["type"] = "string";
  const { title } = whole;
  if (typeof title !== "string" || !isSchema(whole)) return whole;
  if (title in schemas && JSON.stringify(schemas[title]) !== JSON.stringify(whole))
    throw new Error(`Two schemas are named ${title}`);
  schemas[title] = whole;
  return { $ref: `#/components/schemas/${title}` };
}

function isNamed(value: Json | undefined): value is Named {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * Returns whether a name is that of an example: a value that clients send or get, not a schema, even if it looks like
 * one.
 */
function isExample(name: string): boolean {
  return name === "example" || name === "examples" || name === "default";
}

function isSchema(value: Named): boolean {
  return "type" in value || "anyOf" in value;
}
