/** The parts of an OpenAPI document that a collection is made of. */
export type Schema = {
  readonly $ref?: string;
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly enum?: readonly unknown[];
  readonly examples?: readonly unknown[];
  readonly default?: unknown;
  readonly minimum?: number;
};
export type Parameter = {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly description?: string;
  readonly schema: Schema;
  readonly example?: unknown;
};
type Media = { readonly schema?: Schema; readonly examples?: Readonly<Record<string, { readonly value: unknown }>> };
export type Operation = {
  readonly summary: string;
  readonly description?: string;
  readonly tags: readonly string[];
  readonly security?: readonly unknown[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, Media>> };
  readonly responses: Readonly<
    Record<string, { readonly description: string; readonly content?: Readonly<Record<string, Media>> }>
  >;
};
export type Document = {
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
};

/** Returns a value that fits the schema, from its examples where it has some. */
export function exampleOf(document: Document, given: Schema): unknown {
  const schema = resolve(document, given);
  const told = schema.examples?.[0] ?? schema.default ?? schema.enum?.[0];
  if (told !== undefined) return told;
  if (schema.anyOf?.[0]) return exampleOf(document, schema.anyOf[0]);
  if (schema.type === "array") return schema.items ? [exampleOf(document, schema.items)] : [];
  if (schema.type === "object")
    return Object.fromEntries(
      Object.entries(schema.properties ?? {}).map(([name, field]) => [name, exampleOf(document, field)]),
    );
  if (schema.type === "integer" || schema.type === "number") return Math.max(schema.minimum ?? 1, 1);
  if (schema.type === "boolean") return true;
  return schema.type === "null" ? null : "text";
}

/** Returns the schema that a reference names. */
export function resolve(document: Document, schema: Schema): Schema {
  return schema.$ref ? (document.components.schemas[schema.$ref.split("/").at(-1) ?? ""] ?? {}) : schema;
}
