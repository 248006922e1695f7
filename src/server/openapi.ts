type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
type Named = { [name: string]: Json };

const ownMarks = new Set(["clearable", "visible", "line", "numeral"]);

/** The document as it is published: every operation has an id, every schema with a title stands in it once. */
export function tidyDocument<Document extends object>(document: Document): Document {
  const {
    components = {},
    paths = {},
    ...rest
  } = structuredClone(document) as Named & { components?: Named; paths?: Named };
  const schemas: Named = {};
  const tidied = nameSchemas(paths, schemas) as { [path: string]: { [method: string]: Named } };
  for (const [path, methods] of Object.entries(tidied))
    for (const [method, operation] of Object.entries(methods))
      methods[method] = { operationId: operationId(method, path), ...operation };
  return { ...rest, components: { ...components, schemas }, paths: tidied } as unknown as Document;
}

/** Puts each schema that has a title among the components, once, and a reference where it stood. */
function nameSchemas(part: Json, schemas: Named): Json {
  if (Array.isArray(part)) return part.map((item) => nameSchemas(item, schemas));
  if (!isNamed(part)) return part;
  const whole: Named = {};
  for (const [name, value] of Object.entries(part)) {
    // Our own keywords, for the reader of input alone.
    const isOwn =
      (name === "refusal" && typeof value === "string") ||
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

/** Examples are what clients send and get, not schemas, whatever they look like. */
function isExample(name: string): boolean {
  return name === "example" || name === "examples" || name === "default";
}

function isSchema(value: Named): boolean {
  return "type" in value || "anyOf" in value;
}

/** `get /products/inCategory/{category_id}` → `getProductsInCategoryByCategoryId`: stays while the route stays. */
function operationId(method: string, path: string): string {
  const words = path
    .split("/")
    .flatMap((part) => (part.startsWith("{") ? `by_${part.slice(1, -1)}` : part).split(/[^A-Za-z0-9]+/));
  return method + (path === "/" ? "Shop" : words.map(capital).join(""));
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
