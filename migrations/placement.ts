/** Where the rows of a table live once the shop is spread over several database nodes. */
export type Placement =
  | { readonly lives: "everywhere" }
  | { readonly lives: "by"; readonly column: string }
  | { readonly lives: "local"; readonly because: string };

/** A reference table: every node holds a copy, so that any statement may join it. */
const everywhere = { lives: "everywhere" } as const;
/** Rows with the same value of the column stay together; it leads every key, and every statement names it. */
const by = (column: string) => ({ lives: "by", column }) as const;
/** On the first node alone; nothing placed elsewhere refers to it. */
const local = (because: string) => ({ lives: "local", because }) as const;

const ofStaff = "few rows, which only the admin API asks for; no customer's rows refer to them";

/** Every table of the schema. Look-ups that keep a value unique over all nodes are placed by that very value. */
export const placements: Readonly<Record<string, Placement>> = {
  department: everywhere,
  category: everywhere,
  product: everywhere,
  product_category: everywhere,
  attribute: everywhere,
  attribute_value: everywhere,
  product_attribute: everywhere,
  search_word: everywhere,
  search_synonym: everywhere,
  product_count: everywhere,
  product_rating: everywhere,
  tax: everywhere,
  shipping_region: everywhere,
  shipping: everywhere,

  review: by("product_id"),

  customer: by("customer_id"),
  customer_email: by("email_key"),
  customer_identity: by("identity_key"),
  session: by("customer_id"),
  known_network: by("customer_id"),
  mailed_token: by("customer_id"),
  sent_mail: by("customer_id"),
  customer_review: by("customer_id"),
  attempt_count: by("bucket"),
  revoked_session: everywhere,
  customer_sign_out: everywhere,
  signing_key: everywhere,
  access_token_lifetime: everywhere,
  shop_secret: everywhere,
  shop: everywhere,

  cart: by("cart_bucket"),
  cart_item: by("cart_bucket"),
  cart_idempotency_key: by("cart_bucket"),
  customer_cart: by("customer_id"),
  stock: by("product_id"),

  customer_order: by("customer_id"),
  order_line: by("customer_id"),
  order_owner: by("order_id"),
  order_audit: by("customer_id"),
  order_note: by("customer_id"),
  shipment: by("customer_id"),
  shipment_line: by("customer_id"),
  invoice: by("customer_id"),
  invoice_number: by("year"),
  invoice_series: by("year"),
  idempotency_key: by("customer_id"),
  payment: by("customer_id"),
  payment_reference: by("reference"),
  payment_attempt: by("customer_id"),
  provider_event: by("event_id"),
  refund: by("customer_id"),
  refund_line: by("customer_id"),
  refund_request: by("customer_id"),
  dispute: by("customer_id"),
  payment_account: local("one row; read at the start and with the first attempt at a payment"),

  staff: local(ofStaff),
  staff_invitation: local(ofStaff),
  staff_session: local(ofStaff),
  staff_recovery_code: local(ofStaff),
  staff_password_reset: local(ofStaff),
  staff_key: local(ofStaff),
  staff_action: local("written with what staff do, in one order; nothing refers to it"),
  staff_idempotency_key: local(ofStaff),

  catalogue_revision: local("one row; asked for where LISTEN hears of its change, and signals do not leave a node"),
  job: local("done in the order in which jobs fall due, whoever they are for"),
  job_schedule: local("one row a periodic task; servers take turns on it"),
  job_worker: local("one row a server; it stands where the jobs do"),
  import_reject: local("what an import could not take; people look through it, and nothing refers to it"),
  import_fingerprint: local("what an import brought, for the next one; nothing refers to it"),
  schema_migration: local("tells which migrations ran; only migrations write it, and they run on the first node"),
};
