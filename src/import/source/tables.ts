/** A table of the source shop: its columns, the order in which it is read, and the tables that its rows refer to. */
export type Table = {
  readonly name: string;
  readonly key: readonly string[];
  /** Identifying columns: while their values are the same, a key denotes the same thing. */
  readonly names?: readonly string[];
  readonly columns: readonly string[];
  /** Columns that some versions of the source shop lack, or that are not imported. */
  readonly optional?: readonly string[];
  /** Foreign keys: a column, and the table that it refers to. */
  readonly parents?: Readonly<Record<string, string>>;
  /** Sort order of the rows, when it is not the key. */
  readonly order?: string;
  /** Some versions of the source shop lack this table. */
  readonly mayBeMissing?: true;
};

const address = ["address_1", "address_2", "city", "region", "postal_code", "country"];
const phones = ["day_phone", "eve_phone", "mob_phone"];
/** Columns in which long numbers are common. */
export const contacts: ReadonlySet<string> = new Set(["email", ...phones]);

const product: Table = {
  name: "product",
  key: ["product_id"],
  names: ["name"],
  columns: ["name", "description", "price", "discounted_price", "image", "image_2", "thumbnail", "display"],
};
const shoppingCart: Table = {
  name: "shopping_cart",
  key: ["item_id"],
  names: ["cart_id", "product_id"],
  columns: ["cart_id", "product_id", "attributes", "quantity", "buy_now"],
  optional: ["added_on"],
  parents: { product_id: "product" },
  // Compared byte by byte: a collation would mix up carts whose ids differ only in case.
  order: "cast(cart_id as binary), item_id",
};
const orders: Table = {
  name: "orders",
  key: ["order_id"],
  columns: ["total_amount", "created_on", "shipped_on", "status", "customer_id", "shipping_id", "tax_id"],
  optional: ["comments", "auth_code", "reference"],
  parents: { customer_id: "customer", shipping_id: "shipping", tax_id: "tax" },
};
const orderDetail: Table = {
  name: "order_detail",
  key: ["item_id"],
  columns: ["order_id", "product_id", "attributes", "product_name", "quantity", "unit_cost"],
  order: "order_id, item_id",
};

/** All tables that are read, in the order in which reports list them. */
export const tables = {
  department: { name: "department", key: ["department_id"], names: ["name"], columns: ["name", "description"] },
  category: {
    name: "category",
    key: ["category_id"],
    names: ["department_id", "name"],
    columns: ["department_id", "name", "description"],
    parents: { department_id: "department" },
  },
  attribute: { name: "attribute", key: ["attribute_id"], names: ["name"], columns: ["name"] },
  attribute_value: {
    name: "attribute_value",
    key: ["attribute_value_id"],
    names: ["attribute_id", "value"],
    columns: ["attribute_id", "value"],
    parents: { attribute_id: "attribute" },
  },
  product,
  product_category: {
    name: "product_category",
    key: ["product_id", "category_id"],
    columns: [],
    parents: { product_id: "product", category_id: "category" },
  },
  product_attribute: {
    name: "product_attribute",
    key: ["product_id", "attribute_value_id"],
    columns: [],
    parents: { product_id: "product", attribute_value_id: "attribute_value" },
  },
  shipping_region: {
    name: "shipping_region",
    key: ["shipping_region_id"],
    names: ["shipping_region"],
    columns: ["shipping_region"],
  },
  shipping: {
    name: "shipping",
    key: ["shipping_id"],
    names: ["shipping_region_id", "shipping_type"],
    columns: ["shipping_type", "shipping_cost", "shipping_region_id"],
    parents: { shipping_region_id: "shipping_region" },
  },
  tax: { name: "tax", key: ["tax_id"], names: ["tax_type"], columns: ["tax_type", "tax_percentage"] },
  customer: {
    name: "customer",
    key: ["customer_id"],
    names: ["email"],
    columns: ["name", "email", "password", "credit_card", ...address, "shipping_region_id", ...phones],
    parents: { shipping_region_id: "shipping_region" },
  },
  review: {
    name: "review",
    key: ["review_id"],
    columns: ["customer_id", "product_id", "review", "rating", "created_on"],
    parents: { customer_id: "customer", product_id: "product" },
    mayBeMissing: true,
  },
  shopping_cart: shoppingCart,
  orders,
  order_detail: orderDetail,
  audit: {
    name: "audit",
    key: ["audit_id"],
    columns: ["order_id", "created_on", "message", "code"],
    order: "order_id, audit_id",
    mayBeMissing: true,
  },
} as const satisfies Record<string, Table>;

export type TableName = keyof typeof tables;
export const tableNames = Object.keys(tables) as TableName[];

/** Timestamp columns without a time zone, as `table.column`, and the zone in which they were written, in SQL. */
export type Moments = { readonly columns: ReadonlySet<string>; readonly zone: string };

/** All columns that the import knows. */
export function columnsOf({ key, columns, optional = [] }: Table): readonly string[] {
  return [...key, ...columns, ...optional];
}

/**
 * Returns the query for all rows of a table, with two kinds of computed columns: whether each row that it refers to
 * exists (`has:<column>`), and the UTC values of timestamps without a time zone (`utc:<column>`).
 */
export function selectAll(table: Table, columns: readonly string[], moments: Moments): string {
  const parents = Object.entries(table.parents ?? {}).map(([column, parent]) => {
    const key = tables[parent as TableName].key[0];
    return `exists (select 1 from ${quoted(parent)} p where p.${quoted(key)} = t.${quoted(column)}) as ${quoted(`has:${column}`)}`;
  });
  const fields = columns.map((column) => `t.${quoted(column)}`);
  const inUtc = columns
    .filter((column) => moments.columns.has(`${table.name}.${column}`))
    .map((column) => `convert_tz(t.${quoted(column)}, ${moments.zone}, '+00:00') as ${quoted(`utc:${column}`)}`);
  const order = table.order ?? table.key.join(", ");
  // `high_priority`: a writer waiting for the import's lock would otherwise block the import's own reads.
  return `select high_priority ${[...fields, ...inUtc, ...parents].join(", ")} from ${quoted(table.name)} t order by ${order}`;
}

function quoted(name: string): string {
  return `\`${name.replaceAll("`", "``")}\``;
}
