-- What all migrations add up to. Written by `npm run schema` from the catalog of a migrated database and checked
-- by the tests: it is here to be read, never to be run.

extension fuzzystrmatch;
extension pg_trgm;
extension unaccent;

text search dictionary english_every_word (template = snowball, language = 'english');

text search configuration shop_search
  asciihword: unaccent, english_every_word
  asciiword: unaccent, english_every_word
  email: simple
  file: simple
  float: simple
  host: simple
  hword: unaccent, english_every_word
  hword_asciipart: unaccent, english_every_word
  hword_numpart: unaccent, english_every_word
  hword_part: unaccent, english_every_word
  int: simple
  numhword: unaccent, english_every_word
  numword: unaccent, english_every_word
  sfloat: simple
  uint: simple
  url: simple
  url_path: simple
  version: simple
  word: unaccent, english_every_word;

text search configuration shop_words
  asciihword: unaccent, simple
  asciiword: unaccent, simple
  email: simple
  file: simple
  float: simple
  host: simple
  hword: unaccent, simple
  hword_asciipart: unaccent, simple
  hword_numpart: unaccent, simple
  hword_part: unaccent, simple
  int: simple
  numhword: unaccent, simple
  numword: unaccent, simple
  sfloat: simple
  uint: simple
  url: simple
  url_path: simple
  version: simple
  word: unaccent, simple;

CREATE OR REPLACE FUNCTION public.letters_left_out(word text)
 RETURNS text[]
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE STRICT
RETURN (SELECT array_agg(OVERLAY(OVERLAY("left"(letters_left_out.word, 6) PLACING ''::text FROM i.i FOR 1) PLACING ''::text FROM j.j FOR 1)) AS array_agg FROM (generate_series(1, 7) i(i) CROSS JOIN generate_series(1, 7) j(j)) WHERE (j.j <= i.i));

CREATE OR REPLACE FUNCTION public.raise_if_lines_are_gone(removed bigint, expected integer)
 RETURNS boolean
 LANGUAGE plpgsql
AS $function$
begin
  if removed <> expected then
    raise exception 'lines are gone' using errcode = 'check_violation', constraint = 'cart_lines_are_there_check';
  end if;
  return true;
end $function$;

CREATE OR REPLACE FUNCTION public.raise_if_short(short jsonb)
 RETURNS boolean
 LANGUAGE plpgsql
AS $function$
begin
  if jsonb_array_length(short) > 0 then
    raise exception 'not enough on the shelf' using errcode = 'check_violation', constraint = 'stock_is_enough_check', detail = short::text;
  end if;
  return true;
end $function$;

CREATE OR REPLACE FUNCTION public.raise_if_too_many_lines(lines bigint, most integer)
 RETURNS boolean
 LANGUAGE plpgsql
AS $function$
begin
  if lines > most then
    raise exception 'a cart holds at most % lines', most using errcode = 'check_violation', constraint = 'cart_most_lines_check';
  end if;
  return true;
end $function$;

CREATE OR REPLACE FUNCTION public.raise_if_too_much_is_pending(orders bigint, most_orders integer, units bigint, more_units integer, most_units integer)
 RETURNS boolean
 LANGUAGE plpgsql
AS $function$
begin
  if (most_orders > 0 and orders >= most_orders) or (most_units > 0 and more_units > 0 and units + more_units > most_units) then
    raise exception 'too much is pending' using errcode = 'check_violation', constraint = 'pending_orders_are_few_check',
      detail = jsonb_build_object('orders', orders, 'units', units)::text;
  end if;
  return true;
end $function$;

CREATE OR REPLACE FUNCTION public.raise_if_too_often(count integer, most integer, resets_at timestamp with time zone)
 RETURNS boolean
 LANGUAGE plpgsql
AS $function$
begin
  if count > most then
    raise exception 'too often' using errcode = 'check_violation', constraint = 'attempts_are_few_check',
      detail = to_json(resets_at)::text;
  end if;
  return true;
end $function$;

CREATE OR REPLACE FUNCTION public.searchable(said text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE STRICT
RETURN CASE WHEN (said ~ '[\u0e01-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u2fdf\u3005-\u3007\u3041-\u312f\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U000323af]'::text) THEN regexp_replace(regexp_replace(regexp_replace(NORMALIZE(said, NFKC), '[-!"#$%&''()*+,./:;<=>?@[\\\]^_`{|}~‘’“”«»–—…·•]'::text, ' '::text, 'g'::text), '([\u0e01-\u0e30\u0e32\u0e33\u0e40-\u0e46\u0e50-\u0eb0\u0eb2\u0eb3\u0ebd-\u0ec6\u0ed0-\u0eff\u1000-\u102a\u103f-\u1055\u105a-\u105d\u1061\u1065\u1066\u106e-\u1070\u1075-\u1081\u1780-\u17b3\u2e80-\u2fdf\u3005-\u3007\u3041-\u3096\u309d-\u312f\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af])'::text, ' \1'::text, 'g'::text), '([\u0e01-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u2fdf\u3005-\u3007\u3041-\u312f\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U000323af])([0-9A-Za-z])'::text, '\1 \2'::text, 'g'::text) ELSE regexp_replace(CASE WHEN (said IS NFKC NORMALIZED) THEN said ELSE NORMALIZE(said, NFKC) END, '[-!"#$%&''()*+,./:;<=>?@[\\\]^_`{|}~‘’“”«»–—…·•]'::text, ' '::text, 'g'::text) END;

CREATE OR REPLACE FUNCTION public.sorting_name(name text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE STRICT
RETURN lower(unaccent('unaccent'::regdictionary, regexp_replace(NORMALIZE(name, NFKD), '[\u0300-\u036f]'::text, ''::text, 'g'::text)));

CREATE OR REPLACE FUNCTION public.typing_errors(word text, typed text)
 RETURNS integer
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE STRICT
RETURN (levenshtein_less_equal(word, typed, 2) - (((length(word) = length(typed)) AND (EXISTS (SELECT FROM generate_series(1, (length(typing_errors.typed) - 1)) i(i) WHERE ((OVERLAY(typing_errors.typed PLACING (substr(typing_errors.typed, (i.i + 1), 1) || substr(typing_errors.typed, i.i, 1)) FROM i.i FOR 2) = typing_errors.word) AND (typing_errors.word <> typing_errors.typed))))))::integer);

sequence customer_number as bigint;
sequence order_number as bigint;

table access_token_lifetime (
  key_id text not null,
  seconds bigint not null,
  constraint access_token_lifetime_pkey PRIMARY KEY (key_id),
  constraint access_token_lifetime_seconds_check CHECK ((seconds > 0))
);

table attempt_count (
  bucket text not null,
  count integer not null,
  resets_at timestamp(3) with time zone not null,
  constraint attempt_count_pkey PRIMARY KEY (bucket),
  constraint attempt_count_count_check CHECK ((count >= 0))
);
CREATE INDEX attempt_count_by_age ON public.attempt_count USING btree (resets_at);

table attribute (
  attribute_id bigint not null generated by default as identity,
  name text not null,
  constraint attribute_pkey PRIMARY KEY (attribute_id),
  constraint attribute_name_key UNIQUE (name),
  constraint attribute_name_check CHECK (((length(name) >= 1) AND (length(name) <= 100)))
);

table attribute_value (
  attribute_value_id bigint not null generated by default as identity,
  attribute_id bigint not null,
  value text not null,
  constraint attribute_value_pkey PRIMARY KEY (attribute_value_id),
  constraint attribute_value_attribute_id_value_key UNIQUE (attribute_id, value),
  constraint attribute_value_attribute_id_fkey FOREIGN KEY (attribute_id) REFERENCES attribute(attribute_id),
  constraint attribute_value_value_check CHECK (((length(value) >= 1) AND (length(value) <= 100)))
);
CREATE INDEX attribute_value_by_attribute ON public.attribute_value USING btree (attribute_id, attribute_value_id);
CREATE INDEX attribute_value_named ON public.attribute_value USING gin (to_tsvector('shop_search'::regconfig, searchable(value)));

table cart (
  cart_bucket smallint not null,
  cart_id text not null,
  customer_id bigint,
  used_on date not null,
  constraint cart_pkey PRIMARY KEY (cart_bucket, cart_id),
  constraint cart_cart_bucket_check CHECK (((cart_bucket >= 0) AND (cart_bucket <= 4095))),
  constraint cart_cart_id_check CHECK (((length(cart_id) >= 1) AND (length(cart_id) <= 64)))
);
CREATE INDEX cart_by_use ON public.cart USING btree (used_on);

table cart_idempotency_key (
  cart_bucket smallint not null,
  scope text not null,
  route text not null,
  key text not null,
  request_hash bytea not null,
  reply jsonb not null,
  expires_at timestamp(3) with time zone not null,
  constraint cart_idempotency_key_pkey PRIMARY KEY (cart_bucket, scope, route, key),
  constraint cart_idempotency_key_cart_bucket_check CHECK (((cart_bucket >= 0) AND (cart_bucket <= 4095))),
  constraint cart_idempotency_key_key_check CHECK (((length(key) >= 1) AND (length(key) <= 255))),
  constraint cart_idempotency_key_request_hash_check CHECK ((length(request_hash) = 32)),
  constraint cart_idempotency_key_route_check CHECK (((length(route) >= 1) AND (length(route) <= 100))),
  constraint cart_idempotency_key_scope_check CHECK (((length(scope) >= 1) AND (length(scope) <= 100)))
);
CREATE INDEX cart_idempotency_key_by_expiry ON public.cart_idempotency_key USING btree (expires_at);

table cart_item (
  cart_bucket smallint not null,
  item_id bigint not null,
  cart_id text not null,
  product_id bigint not null,
  attributes text not null,
  variant_key text not null,
  quantity integer not null,
  is_saved boolean not null default false,
  position bigint not null,
  constraint cart_item_pkey PRIMARY KEY (cart_bucket, item_id),
  constraint cart_item_line_key UNIQUE (cart_bucket, cart_id, product_id, variant_key),
  constraint cart_item_cart_fkey FOREIGN KEY (cart_bucket, cart_id) REFERENCES cart(cart_bucket, cart_id) ON DELETE CASCADE,
  constraint cart_item_product_fkey FOREIGN KEY (product_id) REFERENCES product(product_id) ON DELETE CASCADE,
  constraint cart_item_attributes_check CHECK ((length(attributes) <= 1000)),
  constraint cart_item_item_id_check CHECK (((item_id >= 1) AND (item_id <= '9007199254740991'::bigint))),
  constraint cart_item_quantity_check CHECK (((quantity >= 1) AND (quantity <= 999))),
  constraint cart_item_variant_key_check CHECK ((length(variant_key) <= 200))
);
CREATE INDEX cart_item_by_product ON public.cart_item USING btree (product_id);

table catalogue_revision (
  only_row boolean not null default true,
  revision bigint not null,
  constraint catalogue_revision_pkey PRIMARY KEY (only_row),
  constraint catalogue_revision_only_row_check CHECK (only_row),
  constraint catalogue_revision_revision_check CHECK ((revision >= 0))
);

table category (
  category_id bigint not null generated by default as identity,
  department_id bigint not null,
  name text not null,
  description text,
  sort_name text collate "C" not null generated always as (sorting_name(name)) stored,
  constraint category_pkey PRIMARY KEY (category_id),
  constraint category_department_id_name_key UNIQUE (department_id, name),
  constraint category_department_id_fkey FOREIGN KEY (department_id) REFERENCES department(department_id),
  constraint category_description_check CHECK ((length(description) <= 1000)),
  constraint category_name_check CHECK (((length(name) >= 1) AND (length(name) <= 100)))
);
CREATE INDEX category_by_department ON public.category USING btree (department_id, category_id);
CREATE INDEX category_by_name ON public.category USING btree (sort_name, category_id);
CREATE INDEX category_named ON public.category USING gin (to_tsvector('shop_search'::regconfig, searchable(name)));

table customer (
  customer_id bigint not null,
  name text not null,
  email text not null,
  password_hash text,
  credit_card text,
  address_1 text,
  address_2 text,
  city text,
  region text,
  postal_code text,
  country text,
  shipping_region_id bigint not null default 1,
  day_phone text,
  eve_phone text,
  mob_phone text,
  email_verified_at timestamp(3) with time zone,
  created_at timestamp(3) with time zone not null,
  erased_at timestamp(3) with time zone,
  imported_at timestamp(3) with time zone,
  session_epoch integer not null default 0,
  constraint customer_pkey PRIMARY KEY (customer_id),
  constraint customer_shipping_region_fkey FOREIGN KEY (shipping_region_id) REFERENCES shipping_region(shipping_region_id),
  constraint customer_address_1_check CHECK ((length(address_1) <= 100)),
  constraint customer_address_2_check CHECK ((length(address_2) <= 100)),
  constraint customer_city_check CHECK ((length(city) <= 100)),
  constraint customer_country_check CHECK ((length(country) <= 100)),
  constraint customer_credit_card_check CHECK ((credit_card ~ '^X{8}[0-9]{4}$'::text)),
  constraint customer_customer_id_check CHECK ((customer_id > 0)),
  constraint customer_day_phone_check CHECK ((length(day_phone) <= 100)),
  constraint customer_email_check CHECK (((length(email) >= 3) AND (length(email) <= 100))),
  constraint customer_eve_phone_check CHECK ((length(eve_phone) <= 100)),
  constraint customer_mob_phone_check CHECK ((length(mob_phone) <= 100)),
  constraint customer_name_check CHECK (((length(name) >= 1) AND (length(name) <= 50))),
  constraint customer_postal_code_check CHECK ((length(postal_code) <= 100)),
  constraint customer_region_check CHECK ((length(region) <= 100)),
  constraint customer_session_epoch_check CHECK ((session_epoch >= 0))
);
CREATE INDEX customer_by_imported_cost ON public.customer USING btree (substr(password_hash, 5, 2)) WHERE (password_hash ~~ '$2%'::text);
CREATE INDEX customer_by_shipping_region ON public.customer USING btree (shipping_region_id);

table customer_cart (
  customer_id bigint not null,
  cart_id text not null,
  constraint customer_cart_pkey PRIMARY KEY (customer_id),
  constraint customer_cart_customer_fkey FOREIGN KEY (customer_id) REFERENCES customer(customer_id) ON DELETE CASCADE,
  constraint customer_cart_cart_id_check CHECK (((length(cart_id) >= 1) AND (length(cart_id) <= 64)))
);

table customer_email (
  email_key text not null,
  customer_id bigint not null,
  -- null: it is the address of the account
  held_until timestamp(3) with time zone,
  constraint customer_email_pkey PRIMARY KEY (email_key),
  constraint customer_email_email_key_check CHECK ((length(email_key) >= 3))
);
CREATE INDEX customer_email_by_customer ON public.customer_email USING btree (customer_id);
CREATE INDEX customer_email_held ON public.customer_email USING btree (held_until) WHERE (held_until IS NOT NULL);

table customer_identity (
  -- provider:subject, such as facebook:1234
  identity_key text not null,
  customer_id bigint not null,
  linked_at timestamp(3) with time zone,
  constraint customer_identity_pkey PRIMARY KEY (identity_key),
  constraint customer_identity_identity_key_check CHECK ((identity_key ~ '^[a-z]+:.'::text))
);
CREATE INDEX customer_identity_by_customer ON public.customer_identity USING btree (customer_id);

table customer_order (
  customer_id bigint not null,
  order_id bigint not null,
  status text not null,
  is_being_paid boolean not null default false,
  currency text not null,
  subtotal_cents bigint not null,
  shipping_cents bigint not null,
  tax_cents bigint not null,
  total_cents bigint not null,
  shipping_id bigint,
  shipping_type text not null,
  tax_id bigint,
  tax_type text not null,
  tax_basis_points integer not null,
  ship_to jsonb not null,
  created_at timestamp(3) with time zone not null,
  paid_at timestamp(3) with time zone,
  shipped_at timestamp(3) with time zone,
  imported_at timestamp(3) with time zone,
  imported_total_cents bigint,
  amount_cents bigint not null generated always as (COALESCE(NULLIF(imported_total_cents, 0), total_cents)) stored,
  is_being_refunded boolean not null default false,
  refunded_cents bigint not null default 0,
  dispute_status text,
  attention text[] not null default '{}'::text[],
  is_kept_for_invoice boolean not null default false,
  lost_cents bigint not null default 0,
  shipment_count integer not null default 0,
  constraint customer_order_pkey PRIMARY KEY (customer_id, order_id),
  constraint customer_order_customer_fkey FOREIGN KEY (customer_id) REFERENCES customer(customer_id),
  constraint customer_order_shipping_fkey FOREIGN KEY (shipping_id) REFERENCES shipping(shipping_id),
  constraint customer_order_tax_fkey FOREIGN KEY (tax_id) REFERENCES tax(tax_id),
  constraint customer_order_attention_check CHECK ((attention <@ ARRAY['address_missing'::text, 'shipping_region_differs'::text])),
  constraint customer_order_currency_check CHECK ((currency ~ '^[a-z]{3}$'::text)),
  constraint customer_order_dispute_status_check CHECK ((dispute_status = ANY (ARRAY['open'::text, 'won'::text, 'lost'::text, 'closed'::text]))),
  constraint customer_order_imported_check CHECK (((imported_at IS NOT NULL) OR (imported_total_cents IS NULL))),
  constraint customer_order_imported_total_cents_check CHECK ((imported_total_cents >= 0)),
  constraint customer_order_kept_check CHECK (((NOT is_kept_for_invoice) OR (paid_at IS NOT NULL))),
  constraint customer_order_lost_check CHECK ((lost_cents >= 0)),
  constraint customer_order_order_id_check CHECK ((order_id > 0)),
  constraint customer_order_paid_check CHECK (((paid_at IS NULL) = (status = ANY (ARRAY['pending'::text, 'cancelled'::text])))),
  constraint customer_order_paying_check CHECK (((NOT is_being_paid) OR (status = 'pending'::text))),
  constraint customer_order_refunded_check CHECK (((refunded_cents >= 0) AND (refunded_cents <= amount_cents))),
  constraint customer_order_refunding_check CHECK (((NOT is_being_refunded) OR (status = 'paid'::text))),
  constraint customer_order_sent_check CHECK (((attention = '{}'::text[]) OR (status <> ALL (ARRAY['shipped'::text, 'delivered'::text])))),
  constraint customer_order_shipments_check CHECK (((shipment_count = 0) OR ((shipment_count > 0) AND (status = ANY (ARRAY['paid'::text, 'shipped'::text, 'delivered'::text]))))),
  constraint customer_order_shipping_cents_check CHECK ((shipping_cents >= 0)),
  constraint customer_order_shipping_type_check CHECK (((length(shipping_type) >= 1) AND (length(shipping_type) <= 100))),
  constraint customer_order_status_check CHECK ((status = ANY (ARRAY['pending'::text, 'paid'::text, 'shipped'::text, 'delivered'::text, 'cancelled'::text, 'refunded'::text]))),
  constraint customer_order_subtotal_cents_check CHECK ((subtotal_cents >= 0)),
  constraint customer_order_tax_basis_points_check CHECK ((tax_basis_points >= 0)),
  constraint customer_order_tax_cents_check CHECK ((tax_cents >= 0)),
  constraint customer_order_tax_type_check CHECK (((length(tax_type) >= 1) AND (length(tax_type) <= 100))),
  constraint customer_order_terms_check CHECK (((imported_at IS NOT NULL) OR ((shipping_id IS NOT NULL) AND (tax_id IS NOT NULL)))),
  constraint customer_order_total_check CHECK ((total_cents = ((subtotal_cents + shipping_cents) + tax_cents)))
);
CREATE INDEX customer_order_by_age ON public.customer_order USING btree (customer_id, created_at DESC, order_id DESC);
CREATE INDEX customer_order_by_status ON public.customer_order USING btree (status, order_id DESC);
CREATE INDEX customer_order_kept ON public.customer_order USING btree (paid_at) WHERE is_kept_for_invoice;
CREATE INDEX customer_order_pending ON public.customer_order USING btree (customer_id, created_at) WHERE ((status = 'pending'::text) AND (imported_at IS NULL));
CREATE INDEX customer_order_to_send ON public.customer_order USING btree (paid_at, order_id) WHERE (status = 'paid'::text);

table customer_review (
  customer_id bigint not null,
  product_id bigint not null,
  review_id bigint not null,
  is_current boolean,
  constraint customer_review_pkey PRIMARY KEY (customer_id, product_id, review_id),
  constraint customer_review_current_key UNIQUE (customer_id, product_id, is_current),
  constraint customer_review_customer_fkey FOREIGN KEY (customer_id) REFERENCES customer(customer_id) ON DELETE CASCADE,
  constraint customer_review_product_fkey FOREIGN KEY (product_id) REFERENCES product(product_id) ON DELETE CASCADE,
  constraint customer_review_is_current_check CHECK (is_current)
);
CREATE INDEX customer_review_by_product ON public.customer_review USING btree (product_id);

table customer_sign_out (
  customer_id bigint not null,
  epoch integer not null,
  kept_session_id text,
  forget_at timestamp(3) with time zone not null,
  constraint customer_sign_out_pkey PRIMARY KEY (customer_id),
  constraint customer_sign_out_epoch_check CHECK ((epoch > 0))
);
CREATE INDEX customer_sign_out_by_age ON public.customer_sign_out USING btree (forget_at);

table department (
  department_id bigint not null generated by default as identity,
  name text not null,
  description text,
  constraint department_pkey PRIMARY KEY (department_id),
  constraint department_name_key UNIQUE (name),
  constraint department_description_check CHECK ((length(description) <= 1000)),
  constraint department_name_check CHECK (((length(name) >= 1) AND (length(name) <= 100)))
);
CREATE INDEX department_named ON public.department USING gin (to_tsvector('shop_search'::regconfig, searchable(name)));

table dispute (
  customer_id bigint not null,
  order_id bigint not null,
  dispute integer not null,
  reference text not null,
  status text not null,
  provider_status text not null,
  amount_cents bigint not null,
  currency text not null,
  reason text not null,
  is_withdrawn boolean not null,
  opened_at timestamp(3) with time zone not null,
  due_at timestamp(3) with time zone,
  updated_at timestamp(3) with time zone not null,
  constraint dispute_pkey PRIMARY KEY (customer_id, order_id, dispute),
  constraint dispute_reference_key UNIQUE (customer_id, order_id, reference),
  constraint dispute_payment_fkey FOREIGN KEY (customer_id, order_id) REFERENCES payment(customer_id, order_id),
  constraint dispute_amount_cents_check CHECK ((amount_cents >= 0)),
  constraint dispute_currency_check CHECK ((currency ~ '^[a-z]{3}$'::text)),
  constraint dispute_dispute_check CHECK ((dispute > 0)),
  constraint dispute_provider_status_check CHECK ((length(provider_status) <= 255)),
  constraint dispute_reason_check CHECK ((length(reason) <= 255)),
  constraint dispute_reference_check CHECK (((length(reference) >= 1) AND (length(reference) <= 255))),
  constraint dispute_status_check CHECK ((status = ANY (ARRAY['open'::text, 'won'::text, 'lost'::text, 'closed'::text])))
);

table idempotency_key (
  customer_id bigint not null,
  route text not null,
  key text not null,
  request_hash bytea not null,
  reply jsonb not null,
  expires_at timestamp(3) with time zone not null,
  constraint idempotency_key_pkey PRIMARY KEY (customer_id, route, key),
  constraint idempotency_key_customer_fkey FOREIGN KEY (customer_id) REFERENCES customer(customer_id) ON DELETE CASCADE,
  constraint idempotency_key_key_check CHECK (((length(key) >= 1) AND (length(key) <= 255))),
  constraint idempotency_key_request_hash_check CHECK ((length(request_hash) = 32)),
  constraint idempotency_key_route_check CHECK ((length(route) <= 100))
);
CREATE INDEX idempotency_key_by_expiry ON public.idempotency_key USING btree (expires_at);

table import_fingerprint (
  source_table text not null,
  source_key text not null,
  fingerprint uuid not null,
  constraint import_fingerprint_pkey PRIMARY KEY (source_table, source_key)
);

table import_reject (
  source_table text not null,
  source_key text not null,
  reason text not null,
  -- the row was taken nevertheless; what it lost stands here
  is_imported boolean not null,
  content jsonb not null,
  noted_at timestamp(3) with time zone not null,
  -- of what it was called, where that was why it was set aside
  fingerprint uuid,
  constraint import_reject_pkey PRIMARY KEY (source_table, source_key)
);
CREATE INDEX import_reject_by_customer ON public.import_reject USING btree (((content ->> 'customer_id'::text)));

table invoice (
  customer_id bigint not null,
  order_id bigint not null,
  year integer not null,
  number bigint not null,
  bill_to jsonb not null,
  issued_at timestamp(3) with time zone not null,
  constraint invoice_pkey PRIMARY KEY (customer_id, order_id),
  constraint invoice_order_fkey FOREIGN KEY (customer_id, order_id) REFERENCES customer_order(customer_id, order_id),
  constraint invoice_number_check CHECK ((number > 0))
);

table invoice_number (
  year integer not null,
  number bigint not null,
  customer_id bigint not null,
  order_id bigint not null,
  constraint invoice_number_pkey PRIMARY KEY (year, number)
);

table invoice_series (
  year integer not null,
  last_number bigint not null,
  constraint invoice_series_pkey PRIMARY KEY (year),
  constraint invoice_series_last_number_check CHECK ((last_number > 0)),
  constraint invoice_series_year_check CHECK (((year >= 2000) AND (year <= 9999)))
);

table job (
  job_id uuid not null,
  task text not null,
  payload json not null,
  created_at timestamp(3) with time zone not null default now(),
  run_at timestamp with time zone not null,
  attempts integer not null default 0,
  last_error text,
  dead_lettered_at timestamp(3) with time zone,
  worker_id uuid,
  failures integer not null default 0,
  lapses integer not null default 0,
  subject text,
  constraint job_pkey PRIMARY KEY (job_id),
  constraint job_attempts_check CHECK ((attempts >= 0)),
  constraint job_failures_check CHECK ((failures >= 0)),
  constraint job_lapses_check CHECK ((lapses >= 0)),
  constraint job_subject_check CHECK (((length(subject) >= 1) AND (length(subject) <= 400))),
  constraint job_task_check CHECK (((length(task) >= 1) AND (length(task) <= 100)))
);
CREATE INDEX job_dead_letters ON public.job USING btree (dead_lettered_at) WHERE (dead_lettered_at IS NOT NULL);
CREATE INDEX job_due ON public.job USING btree (task, run_at) WHERE (dead_lettered_at IS NULL);
CREATE INDEX job_subject ON public.job USING btree (subject) WHERE (subject IS NOT NULL);

table job_schedule (
  task text not null,
  next_at timestamp with time zone not null,
  constraint job_schedule_pkey PRIMARY KEY (task),
  constraint job_schedule_task_check CHECK (((length(task) >= 1) AND (length(task) <= 100)))
);

table job_worker (
  worker_id uuid not null,
  started_at timestamp(3) with time zone not null,
  seen_at timestamp(3) with time zone not null,
  constraint job_worker_pkey PRIMARY KEY (worker_id)
);

table known_network (
  customer_id bigint not null,
  network text not null,
  seen_at timestamp(3) with time zone not null,
  constraint known_network_pkey PRIMARY KEY (customer_id, network),
  constraint known_network_customer_fkey FOREIGN KEY (customer_id) REFERENCES customer(customer_id) ON DELETE CASCADE,
  constraint known_network_network_check CHECK (((length(network) >= 1) AND (length(network) <= 39)))
);
CREATE INDEX known_network_by_age ON public.known_network USING btree (seen_at);

table mailed_token (
  customer_id bigint not null,
  token_hash bytea not null,
  purpose text not null,
  email_key text not null,
  expires_at timestamp(3) with time zone not null,
  email text,
  is_proven boolean not null default false,
  constraint mailed_token_pkey PRIMARY KEY (customer_id, token_hash),
  constraint mailed_token_customer_fkey FOREIGN KEY (customer_id) REFERENCES customer(customer_id) ON DELETE CASCADE,
  constraint mailed_token_email_check CHECK (((purpose = 'undo'::text) = (email IS NOT NULL))),
  constraint mailed_token_email_key_check CHECK ((length(email_key) >= 3)),
  constraint mailed_token_purpose_check CHECK ((purpose = ANY (ARRAY['password'::text, 'email'::text, 'undo'::text]))),
  constraint mailed_token_token_hash_check CHECK ((length(token_hash) = 32))
);
CREATE INDEX mailed_token_by_expiry ON public.mailed_token USING btree (expires_at);

table order_audit (
  customer_id bigint not null,
  order_id bigint not null,
  entry integer not null,
  from_status text,
  to_status text not null,
  by_whom text not null,
  note text not null default ''::text,
  created_at timestamp(3) with time zone not null,
  constraint order_audit_pkey PRIMARY KEY (customer_id, order_id, entry),
  constraint order_audit_order_fkey FOREIGN KEY (customer_id, order_id) REFERENCES customer_order(customer_id, order_id),
  constraint order_audit_by_whom_check CHECK ((length(by_whom) <= 100)),
  constraint order_audit_entry_check CHECK ((entry > 0)),
  constraint order_audit_from_status_check CHECK ((from_status = ANY (ARRAY['pending'::text, 'paid'::text, 'shipped'::text, 'delivered'::text, 'cancelled'::text, 'refunded'::text]))),
  constraint order_audit_note_check CHECK ((length(note) <= 1000)),
  constraint order_audit_to_status_check CHECK ((to_status = ANY (ARRAY['pending'::text, 'paid'::text, 'shipped'::text, 'delivered'::text, 'cancelled'::text, 'refunded'::text])))
);

table order_line (
  customer_id bigint not null,
  order_id bigint not null,
  line_number smallint not null,
  product_id bigint not null,
  product_name text not null,
  attributes text not null,
  variant_key text not null,
  quantity integer not null,
  unit_cost_cents integer not null,
  is_counted boolean not null,
  restocked_units integer not null default 0,
  refunded_units integer not null default 0,
  shipped_units integer not null default 0,
  constraint order_line_pkey PRIMARY KEY (customer_id, order_id, line_number),
  constraint order_line_order_fkey FOREIGN KEY (customer_id, order_id) REFERENCES customer_order(customer_id, order_id),
  constraint order_line_attributes_check CHECK ((length(attributes) <= 1000)),
  constraint order_line_line_number_check CHECK ((line_number > 0)),
  constraint order_line_product_name_check CHECK (((length(product_name) >= 1) AND (length(product_name) <= 255))),
  constraint order_line_quantity_check CHECK (((quantity >= 1) AND (quantity <= 999))),
  constraint order_line_refunded_check CHECK (((refunded_units >= 0) AND (refunded_units <= quantity))),
  constraint order_line_restocked_check CHECK (((restocked_units >= 0) AND (restocked_units <= quantity))),
  constraint order_line_shipped_check CHECK (((shipped_units >= 0) AND (shipped_units <= quantity))),
  constraint order_line_unit_cost_cents_check CHECK ((unit_cost_cents >= 0)),
  constraint order_line_variant_key_check CHECK ((length(variant_key) <= 200))
);

table order_note (
  customer_id bigint not null,
  order_id bigint not null,
  note integer not null,
  content text not null,
  by_whom text not null,
  created_at timestamp(3) with time zone not null,
  constraint order_note_pkey PRIMARY KEY (customer_id, order_id, note),
  constraint order_note_order_fkey FOREIGN KEY (customer_id, order_id) REFERENCES customer_order(customer_id, order_id),
  constraint order_note_by_whom_check CHECK ((length(by_whom) <= 100)),
  constraint order_note_content_check CHECK (((length(content) >= 1) AND (length(content) <= 5000))),
  constraint order_note_note_check CHECK ((note > 0))
);

table order_owner (
  order_id bigint not null,
  customer_id bigint not null,
  constraint order_owner_pkey PRIMARY KEY (order_id)
);

table payment (
  customer_id bigint not null,
  order_id bigint not null,
  provider text not null,
  reference text not null,
  amount_cents bigint not null,
  currency text not null,
  created_at timestamp(3) with time zone not null,
  charge jsonb,
  succeeded_at timestamp(3) with time zone,
  is_unwanted boolean not null default false,
  account text,
  is_live boolean,
  refunded_cents bigint not null default 0,
  revision integer not null default 0,
  follow_at timestamp(3) with time zone,
  withdrawn_cents bigint not null default 0,
  constraint payment_pkey PRIMARY KEY (customer_id, order_id),
  constraint payment_order_fkey FOREIGN KEY (customer_id, order_id) REFERENCES customer_order(customer_id, order_id),
  constraint payment_account_check CHECK (((length(account) >= 1) AND (length(account) <= 255))),
  constraint payment_amount_cents_check CHECK ((amount_cents > 0)),
  constraint payment_charge_check CHECK (((charge IS NULL) = (succeeded_at IS NULL))),
  constraint payment_currency_check CHECK ((currency ~ '^[a-z]{3}$'::text)),
  constraint payment_provider_check CHECK ((provider = ANY (ARRAY['test'::text, 'stripe'::text]))),
  constraint payment_reference_check CHECK (((length(reference) >= 1) AND (length(reference) <= 255))),
  constraint payment_refunded_check CHECK ((((refunded_cents >= 0) AND (refunded_cents <= amount_cents)) AND ((refunded_cents = 0) OR (succeeded_at IS NOT NULL)))),
  constraint payment_unwanted_check CHECK (((succeeded_at IS NOT NULL) OR (NOT is_unwanted))),
  constraint payment_withdrawn_check CHECK (((withdrawn_cents >= 0) AND (withdrawn_cents <= amount_cents)))
);
CREATE INDEX payment_followed ON public.payment USING btree (follow_at) WHERE (follow_at IS NOT NULL);

table payment_account (
  provider text not null,
  account text,
  is_live boolean,
  recorded_at timestamp(3) with time zone not null,
  constraint payment_account_pkey PRIMARY KEY (provider),
  constraint payment_account_name_check CHECK (((length(account) >= 1) AND (length(account) <= 255))),
  constraint payment_account_provider_check CHECK ((provider = 'stripe'::text))
);

table payment_attempt (
  customer_id bigint not null,
  order_id bigint not null,
  attempt integer not null,
  status text not null,
  reason text,
  created_at timestamp(3) with time zone not null,
  settled_at timestamp(3) with time zone,
  asker_hash bytea,
  is_by_stranger boolean not null default false,
  constraint payment_attempt_pkey PRIMARY KEY (customer_id, order_id, attempt),
  constraint payment_attempt_order_fkey FOREIGN KEY (customer_id, order_id) REFERENCES customer_order(customer_id, order_id),
  constraint payment_attempt_asker_hash_check CHECK ((length(asker_hash) = 32)),
  constraint payment_attempt_attempt_check CHECK ((attempt > 0)),
  constraint payment_attempt_reason_check CHECK ((length(reason) <= 1000)),
  constraint payment_attempt_settled_check CHECK (((status = 'asked'::text) = (settled_at IS NULL))),
  constraint payment_attempt_status_check CHECK ((status = ANY (ARRAY['asked'::text, 'succeeded'::text, 'refused'::text, 'failed'::text])))
);
CREATE INDEX payment_attempt_asker ON public.payment_attempt USING btree (created_at) WHERE (asker_hash IS NOT NULL);
CREATE UNIQUE INDEX payment_attempt_in_flight ON public.payment_attempt USING btree (customer_id, order_id) WHERE (status = 'asked'::text);
CREATE INDEX payment_attempt_unsettled ON public.payment_attempt USING btree (created_at) WHERE (status = 'asked'::text);

table payment_reference (
  reference text not null,
  customer_id bigint not null,
  order_id bigint not null,
  constraint payment_reference_pkey PRIMARY KEY (reference),
  constraint payment_reference_reference_check CHECK (((length(reference) >= 1) AND (length(reference) <= 255)))
);

table product (
  product_id bigint not null generated by default as identity,
  name text not null,
  description text not null,
  price_cents integer not null,
  discounted_price_cents integer,
  image text,
  image_2 text,
  thumbnail text,
  -- 0: nowhere featured, 1: on the front page, 2: in its department, 3: on both
  display smallint not null default 0,
  created_at timestamp(3) with time zone not null default now(),
  effective_price_cents integer not null generated always as (COALESCE(discounted_price_cents, price_cents)) stored,
  sort_name text collate "C" not null generated always as (sorting_name(name)) stored,
  search tsvector not null generated always as ((setweight(to_tsvector('shop_search'::regconfig, searchable(name)), 'A'::"char") || setweight(to_tsvector('shop_search'::regconfig, searchable(description)), 'D'::"char"))) stored,
  in_stock text not null default 'yes'::text,
  constraint product_pkey PRIMARY KEY (product_id),
  constraint product_check CHECK (((discounted_price_cents > 0) AND (discounted_price_cents < price_cents))),
  constraint product_description_check CHECK ((length(description) <= 1000)),
  constraint product_display_check CHECK (((display >= 0) AND (display <= 3))),
  constraint product_image_2_check CHECK ((length(image_2) <= 150)),
  constraint product_image_check CHECK ((length(image) <= 150)),
  constraint product_in_stock_check CHECK ((in_stock = ANY (ARRAY['yes'::text, 'few'::text, 'no'::text]))),
  constraint product_name_check CHECK (((length(name) >= 1) AND (length(name) <= 100))),
  constraint product_price_cents_check CHECK ((price_cents >= 0)),
  constraint product_thumbnail_check CHECK ((length(thumbnail) <= 150))
);
CREATE INDEX product_by_age ON public.product USING btree (created_at, product_id);
CREATE INDEX product_by_name ON public.product USING btree (sort_name, product_id);
CREATE INDEX product_by_price ON public.product USING btree (effective_price_cents, product_id);
CREATE INDEX product_featured ON public.product USING btree ((
CASE
    WHEN (display >= 2) THEN 0
    ELSE 1
END), product_id);
CREATE UNIQUE INDEX product_listed ON public.product USING btree (product_id, effective_price_cents) INCLUDE (display, created_at, sort_name);
CREATE INDEX product_named ON public.product USING gin (ts_filter(search, '{a}'::"char"[])) WITH (gin_pending_list_limit='256');
CREATE INDEX product_not_in_stock ON public.product USING btree (product_id) WHERE (in_stock <> 'yes'::text);
CREATE INDEX product_search ON public.product USING gin (search) WITH (gin_pending_list_limit='256');

table product_attribute (
  product_id bigint not null,
  attribute_value_id bigint not null,
  constraint product_attribute_pkey PRIMARY KEY (product_id, attribute_value_id),
  constraint product_attribute_attribute_value_id_fkey FOREIGN KEY (attribute_value_id) REFERENCES attribute_value(attribute_value_id),
  constraint product_attribute_product_id_fkey FOREIGN KEY (product_id) REFERENCES product(product_id) ON DELETE CASCADE
);
CREATE INDEX product_attribute_by_value ON public.product_attribute USING btree (attribute_value_id, product_id);

table product_category (
  product_id bigint not null,
  category_id bigint not null,
  effective_price_cents integer not null,
  constraint product_category_pkey PRIMARY KEY (product_id, category_id),
  constraint product_category_category_id_fkey FOREIGN KEY (category_id) REFERENCES category(category_id),
  constraint product_category_product_id_fkey FOREIGN KEY (product_id, effective_price_cents) REFERENCES product(product_id, effective_price_cents) ON UPDATE CASCADE ON DELETE CASCADE
);
CREATE INDEX product_category_by_category ON public.product_category USING btree (category_id, product_id) INCLUDE (effective_price_cents);

table product_count (
  kind text not null,
  place_id bigint not null,
  products bigint not null,
  revision bigint not null,
  counted_at timestamp with time zone not null default now(),
  constraint product_count_pkey PRIMARY KEY (kind, place_id),
  constraint product_count_kind_check CHECK ((kind = ANY (ARRAY['all'::text, 'department'::text, 'category'::text]))),
  constraint product_count_products_check CHECK ((products >= 0))
);

table product_rating (
  product_id bigint not null,
  rating_sum bigint not null,
  review_count bigint not null,
  revision bigint not null,
  constraint product_rating_pkey PRIMARY KEY (product_id),
  constraint product_rating_product_fkey FOREIGN KEY (product_id) REFERENCES product(product_id) ON DELETE CASCADE,
  constraint product_rating_rating_sum_check CHECK (((rating_sum >= review_count) AND (rating_sum <= (5 * review_count)))),
  constraint product_rating_review_count_check CHECK ((review_count >= 0))
);

table provider_event (
  event_id text not null,
  kind text not null,
  received_at timestamp(3) with time zone not null,
  constraint provider_event_pkey PRIMARY KEY (event_id),
  constraint provider_event_event_id_check CHECK (((length(event_id) >= 1) AND (length(event_id) <= 255))),
  constraint provider_event_kind_check CHECK ((length(kind) <= 255))
);
CREATE INDEX provider_event_by_age ON public.provider_event USING btree (received_at);

table refund (
  customer_id bigint not null,
  order_id bigint not null,
  refund integer not null,
  status text not null,
  amount_cents bigint not null,
  reference text,
  is_with_shipping boolean not null default false,
  is_restocking boolean not null,
  by_whom text not null,
  reason text,
  created_at timestamp(3) with time zone not null,
  settled_at timestamp(3) with time zone,
  note text,
  constraint refund_pkey PRIMARY KEY (customer_id, order_id, refund),
  constraint refund_reference_key UNIQUE (customer_id, order_id, reference),
  constraint refund_payment_fkey FOREIGN KEY (customer_id, order_id) REFERENCES payment(customer_id, order_id),
  constraint refund_amount_cents_check CHECK ((amount_cents > 0)),
  constraint refund_by_whom_check CHECK ((length(by_whom) <= 100)),
  constraint refund_note_check CHECK (((length(note) >= 1) AND (length(note) <= 500))),
  constraint refund_reason_check CHECK ((length(reason) <= 1000)),
  constraint refund_reference_check CHECK (((length(reference) >= 1) AND (length(reference) <= 255))),
  constraint refund_reference_known_check CHECK (((reference IS NULL) OR (status <> ALL (ARRAY['asked'::text, 'refused'::text])))),
  constraint refund_refund_check CHECK ((refund > 0)),
  constraint refund_settled_check CHECK (((status = ANY (ARRAY['asked'::text, 'pending'::text, 'requires_action'::text])) = (settled_at IS NULL))),
  constraint refund_status_check CHECK ((status = ANY (ARRAY['asked'::text, 'refused'::text, 'pending'::text, 'requires_action'::text, 'succeeded'::text, 'failed'::text, 'canceled'::text])))
);
CREATE UNIQUE INDEX refund_in_flight ON public.refund USING btree (customer_id, order_id) WHERE (status = 'asked'::text);
CREATE UNIQUE INDEX refund_of_shipping ON public.refund USING btree (customer_id, order_id) WHERE (is_with_shipping AND (status <> ALL (ARRAY['refused'::text, 'failed'::text, 'canceled'::text])));

table refund_line (
  customer_id bigint not null,
  order_id bigint not null,
  refund integer not null,
  line_number smallint not null,
  quantity integer not null,
  restock_units integer,
  constraint refund_line_pkey PRIMARY KEY (customer_id, order_id, refund, line_number),
  constraint refund_line_line_fkey FOREIGN KEY (customer_id, order_id, line_number) REFERENCES order_line(customer_id, order_id, line_number),
  constraint refund_line_refund_fkey FOREIGN KEY (customer_id, order_id, refund) REFERENCES refund(customer_id, order_id, refund),
  constraint refund_line_quantity_check CHECK ((quantity > 0)),
  constraint refund_line_restock_check CHECK (((restock_units >= 0) AND (restock_units <= quantity)))
);
CREATE INDEX refund_line_by_line ON public.refund_line USING btree (customer_id, order_id, line_number);

table refund_request (
  customer_id bigint not null,
  order_id bigint not null,
  refund integer not null,
  request_key text not null,
  request_hash bytea not null,
  constraint refund_request_pkey PRIMARY KEY (customer_id, order_id, refund),
  constraint refund_request_key UNIQUE (customer_id, order_id, request_key),
  constraint refund_request_refund_fkey FOREIGN KEY (customer_id, order_id, refund) REFERENCES refund(customer_id, order_id, refund),
  constraint refund_request_request_hash_check CHECK ((octet_length(request_hash) = 32)),
  constraint refund_request_request_key_check CHECK (((length(request_key) >= 1) AND (length(request_key) <= 255)))
);

table review (
  product_id bigint not null,
  review_id bigint not null,
  customer_id bigint,
  author text not null,
  review text not null,
  rating smallint not null,
  created_at timestamp(3) with time zone not null,
  edited_at timestamp(3) with time zone,
  constraint review_pkey PRIMARY KEY (product_id, review_id),
  constraint review_product_fkey FOREIGN KEY (product_id) REFERENCES product(product_id) ON DELETE CASCADE,
  constraint review_author_check CHECK (((length(author) >= 1) AND (length(author) <= 100))),
  constraint review_rating_check CHECK (((rating >= 1) AND (rating <= 5))),
  constraint review_review_check CHECK (((length(review) >= 1) AND (length(review) <= 10000))),
  constraint review_review_id_check CHECK ((review_id > 0))
);
CREATE INDEX review_by_age ON public.review USING btree (product_id, created_at DESC, review_id DESC);

table revoked_session (
  session_id text not null,
  forget_at timestamp(3) with time zone not null,
  constraint revoked_session_pkey PRIMARY KEY (session_id)
);
CREATE INDEX revoked_session_by_age ON public.revoked_session USING btree (forget_at);

table schema_migration (
  number integer not null,
  name text not null,
  checksum text not null,
  applied_at timestamp with time zone not null default now(),
  compatible_from integer,
  constraint schema_migration_pkey PRIMARY KEY (number)
);

table search_synonym (
  term text not null,
  means text not null,
  term_key text not null generated always as ((phraseto_tsquery('shop_search'::regconfig, searchable(term)))::text) stored,
  constraint search_synonym_pkey PRIMARY KEY (term, means),
  constraint search_synonym_means_check CHECK (((length(means) >= 1) AND (length(means) <= 100))),
  constraint search_synonym_says_something_check CHECK ((term <> means)),
  constraint search_synonym_term_check CHECK (((length(term) >= 1) AND (length(term) <= 100)))
);
CREATE INDEX search_synonym_by_key ON public.search_synonym USING btree (term_key);

table search_word (
  word text collate "C" not null,
  stem text collate "C" not null generated always as (COALESCE((ts_lexize('english_every_word'::regdictionary, word))[1], word)) stored,
  constraint search_word_pkey PRIMARY KEY (word),
  constraint search_word_word_check CHECK (((length(word) >= 1) AND (length(word) <= 64)))
);
CREATE INDEX search_word_by_rest ON public.search_word USING gin (letters_left_out(word)) WITH (gin_pending_list_limit='256');
CREATE INDEX search_word_by_stem ON public.search_word USING gin (letters_left_out(stem)) WITH (gin_pending_list_limit='256');

table sent_mail (
  customer_id bigint not null,
  mail_id uuid not null,
  subject text not null,
  sent_at timestamp(3) with time zone not null,
  constraint sent_mail_pkey PRIMARY KEY (customer_id, mail_id),
  constraint sent_mail_customer_fkey FOREIGN KEY (customer_id) REFERENCES customer(customer_id) ON DELETE CASCADE,
  constraint sent_mail_subject_check CHECK ((length(subject) <= 200))
);
CREATE INDEX sent_mail_by_age ON public.sent_mail USING btree (sent_at);

table session (
  customer_id bigint not null,
  session_id text not null,
  generation integer not null,
  token_hash bytea not null,
  previous_token_hash bytea,
  rotated_at timestamp(3) with time zone,
  device text not null,
  address text not null,
  created_at timestamp(3) with time zone not null,
  last_used_at timestamp(3) with time zone not null,
  expires_at timestamp(3) with time zone not null,
  ended_at timestamp(3) with time zone,
  -- the session goes on while this is not below the customer's session_epoch
  epoch integer not null default 0,
  constraint session_pkey PRIMARY KEY (customer_id, session_id),
  constraint session_customer_fkey FOREIGN KEY (customer_id) REFERENCES customer(customer_id) ON DELETE CASCADE,
  constraint session_address_check CHECK ((length(address) <= 64)),
  constraint session_device_check CHECK ((length(device) <= 300)),
  constraint session_epoch_check CHECK ((epoch >= 0)),
  constraint session_generation_check CHECK ((generation >= 0)),
  constraint session_previous_token_hash_check CHECK ((length(previous_token_hash) = 32)),
  constraint session_session_id_check CHECK (((length(session_id) >= 16) AND (length(session_id) <= 64))),
  constraint session_token_hash_check CHECK ((length(token_hash) = 32))
);
CREATE INDEX session_by_expiry ON public.session USING btree (expires_at);
CREATE INDEX session_going_on ON public.session USING btree (customer_id, epoch, created_at, session_id) WHERE (ended_at IS NULL);

table shipment (
  customer_id bigint not null,
  order_id bigint not null,
  shipment integer not null,
  carrier text,
  tracking_number text,
  by_whom text not null,
  shipped_at timestamp(3) with time zone not null,
  delivered_at timestamp(3) with time zone,
  constraint shipment_pkey PRIMARY KEY (customer_id, order_id, shipment),
  constraint shipment_order_fkey FOREIGN KEY (customer_id, order_id) REFERENCES customer_order(customer_id, order_id),
  constraint shipment_by_whom_check CHECK ((length(by_whom) <= 100)),
  constraint shipment_carrier_check CHECK (((length(carrier) >= 1) AND (length(carrier) <= 100))),
  constraint shipment_shipment_check CHECK ((shipment > 0)),
  constraint shipment_tracking_number_check CHECK (((length(tracking_number) >= 1) AND (length(tracking_number) <= 100)))
);

table shipment_line (
  customer_id bigint not null,
  order_id bigint not null,
  shipment integer not null,
  line_number smallint not null,
  quantity integer not null,
  constraint shipment_line_pkey PRIMARY KEY (customer_id, order_id, shipment, line_number),
  constraint shipment_line_line_fkey FOREIGN KEY (customer_id, order_id, line_number) REFERENCES order_line(customer_id, order_id, line_number),
  constraint shipment_line_shipment_fkey FOREIGN KEY (customer_id, order_id, shipment) REFERENCES shipment(customer_id, order_id, shipment),
  constraint shipment_line_quantity_check CHECK ((quantity > 0))
);
CREATE INDEX shipment_line_by_line ON public.shipment_line USING btree (customer_id, order_id, line_number);

table shipping (
  shipping_id bigint not null generated by default as identity,
  shipping_region_id bigint not null,
  shipping_type text not null,
  shipping_cost_cents integer not null,
  retired_at timestamp(3) with time zone,
  constraint shipping_pkey PRIMARY KEY (shipping_id),
  constraint shipping_shipping_region_id_shipping_type_key UNIQUE (shipping_region_id, shipping_type),
  constraint shipping_shipping_region_id_fkey FOREIGN KEY (shipping_region_id) REFERENCES shipping_region(shipping_region_id),
  constraint shipping_shipping_cost_cents_check CHECK ((shipping_cost_cents >= 0)),
  constraint shipping_shipping_type_check CHECK (((length(shipping_type) >= 1) AND (length(shipping_type) <= 100)))
);
CREATE INDEX shipping_by_region ON public.shipping USING btree (shipping_region_id, shipping_id);

table shipping_region (
  shipping_region_id bigint not null generated by default as identity,
  shipping_region text not null,
  retired_at timestamp(3) with time zone,
  constraint shipping_region_pkey PRIMARY KEY (shipping_region_id),
  constraint shipping_region_shipping_region_key UNIQUE (shipping_region),
  constraint shipping_region_placeholder_check CHECK (((shipping_region_id <> 1) OR (retired_at IS NULL))),
  constraint shipping_region_shipping_region_check CHECK (((length(shipping_region) >= 1) AND (length(shipping_region) <= 100)))
);

table shop (
  only_row boolean not null default true,
  -- what prices are in; recorded when the shop is first opened
  currency text not null,
  recorded_at timestamp with time zone not null,
  constraint shop_pkey PRIMARY KEY (only_row),
  constraint shop_currency_check CHECK ((currency ~ '^[a-z]{3}$'::text)),
  constraint shop_only_row_check CHECK (only_row)
);

table shop_secret (
  name text not null,
  secret bytea not null,
  constraint shop_secret_pkey PRIMARY KEY (name),
  constraint shop_secret_secret_check CHECK ((length(secret) >= 32))
);

table signing_key (
  key_id text not null,
  secret bytea not null,
  created_at timestamp(3) with time zone not null,
  retires_at timestamp(3) with time zone,
  constraint signing_key_pkey PRIMARY KEY (key_id),
  constraint signing_key_secret_check CHECK ((length(secret) >= 32))
);

table staff (
  staff_id bigint not null generated always as identity,
  email text not null,
  email_key text not null,
  name text not null,
  role text not null,
  password_hash text not null,
  totp_secret bytea not null,
  -- the half minute whose code was used last: no code of it or before is taken again
  totp_step bigint not null,
  version integer not null default 1,
  created_at timestamp(3) with time zone not null,
  disabled_at timestamp(3) with time zone,
  constraint staff_pkey PRIMARY KEY (staff_id),
  constraint staff_email_unique UNIQUE (email_key),
  constraint staff_email_check CHECK (((length(email) >= 3) AND (length(email) <= 254))),
  constraint staff_name_check CHECK (((length(name) >= 1) AND (length(name) <= 100))),
  constraint staff_role_check CHECK ((role = ANY (ARRAY['owner'::text, 'manager'::text, 'catalogue'::text, 'orders'::text, 'support'::text, 'read-only'::text]))),
  constraint staff_totp_secret_check CHECK ((length(totp_secret) = 20)),
  constraint staff_version_check CHECK ((version > 0))
);

table staff_action (
  action_id bigint not null generated always as identity,
  at timestamp(3) with time zone not null,
  staff_id bigint,
  key_id bigint,
  who text not null,
  act text not null,
  subject text not null,
  address text not null,
  device text not null,
  before jsonb,
  after jsonb,
  constraint staff_action_pkey PRIMARY KEY (action_id),
  constraint staff_action_act_check CHECK ((act ~ '^[a-z-]+(\.[a-z-]+)+$'::text)),
  constraint staff_action_who_check CHECK (((length(who) >= 1) AND (length(who) <= 254)))
);
CREATE INDEX staff_action_by_act ON public.staff_action USING btree (act, action_id);
CREATE INDEX staff_action_by_staff ON public.staff_action USING btree (staff_id, action_id);
CREATE INDEX staff_action_by_subject ON public.staff_action USING btree (subject, action_id);

table staff_idempotency_key (
  staff_id bigint not null,
  route text not null,
  key text not null,
  request_hash bytea not null,
  reply jsonb not null,
  expires_at timestamp(3) with time zone not null,
  constraint staff_idempotency_key_pkey PRIMARY KEY (staff_id, route, key),
  constraint staff_idempotency_key_request_hash_check CHECK ((length(request_hash) = 32))
);
CREATE INDEX staff_idempotency_key_by_age ON public.staff_idempotency_key USING btree (expires_at);

table staff_invitation (
  invitation_id bigint not null generated always as identity,
  email text not null,
  email_key text not null,
  role text not null,
  -- absent until the link is mailed
  token_hash bytea,
  totp_secret bytea not null,
  created_at timestamp(3) with time zone not null,
  expires_at timestamp(3) with time zone not null,
  constraint staff_invitation_pkey PRIMARY KEY (invitation_id),
  constraint staff_invitation_email_unique UNIQUE (email_key),
  constraint staff_invitation_token_unique UNIQUE (token_hash),
  constraint staff_invitation_role_check CHECK ((role = ANY (ARRAY['owner'::text, 'manager'::text, 'catalogue'::text, 'orders'::text, 'support'::text, 'read-only'::text]))),
  constraint staff_invitation_token_hash_check CHECK ((length(token_hash) = 32)),
  constraint staff_invitation_totp_secret_check CHECK ((length(totp_secret) = 20))
);

table staff_key (
  key_id bigint not null generated always as identity,
  staff_id bigint not null,
  name text not null,
  ending text not null,
  key_hash bytea not null,
  permissions text[] not null,
  created_at timestamp(3) with time zone not null,
  expires_at timestamp(3) with time zone not null,
  last_used_at timestamp(3) with time zone,
  ended_at timestamp(3) with time zone,
  constraint staff_key_pkey PRIMARY KEY (key_id),
  constraint staff_key_hash_unique UNIQUE (key_hash),
  constraint staff_key_staff_fkey FOREIGN KEY (staff_id) REFERENCES staff(staff_id),
  constraint staff_key_hash_check CHECK ((length(key_hash) = 32)),
  constraint staff_key_name_check CHECK (((length(name) >= 1) AND (length(name) <= 100))),
  constraint staff_key_permissions_check CHECK ((cardinality(permissions) > 0))
);
CREATE INDEX staff_key_by_staff ON public.staff_key USING btree (staff_id, key_id);

table staff_password_reset (
  staff_id bigint not null,
  token_hash bytea not null,
  expires_at timestamp(3) with time zone not null,
  constraint staff_password_reset_pkey PRIMARY KEY (staff_id),
  constraint staff_password_reset_token_unique UNIQUE (token_hash),
  constraint staff_password_reset_staff_fkey FOREIGN KEY (staff_id) REFERENCES staff(staff_id),
  constraint staff_password_reset_token_hash_check CHECK ((length(token_hash) = 32))
);

table staff_recovery_code (
  staff_id bigint not null,
  code_hash bytea not null,
  constraint staff_recovery_code_pkey PRIMARY KEY (staff_id, code_hash),
  constraint staff_recovery_code_staff_fkey FOREIGN KEY (staff_id) REFERENCES staff(staff_id),
  constraint staff_recovery_code_hash_check CHECK ((length(code_hash) = 32))
);

table staff_session (
  token_hash bytea not null,
  staff_id bigint not null,
  network text not null,
  address text not null,
  device text not null,
  created_at timestamp(3) with time zone not null,
  -- when password and code were given last
  confirmed_at timestamp(3) with time zone not null,
  expires_at timestamp(3) with time zone not null,
  ended_at timestamp(3) with time zone,
  constraint staff_session_pkey PRIMARY KEY (token_hash),
  constraint staff_session_staff_fkey FOREIGN KEY (staff_id) REFERENCES staff(staff_id),
  constraint staff_session_address_check CHECK ((length(address) <= 64)),
  constraint staff_session_device_check CHECK ((length(device) <= 300)),
  constraint staff_session_network_check CHECK (((length(network) >= 1) AND (length(network) <= 39))),
  constraint staff_session_token_hash_check CHECK ((length(token_hash) = 32))
);
CREATE INDEX staff_session_by_age ON public.staff_session USING btree (created_at);
CREATE INDEX staff_session_by_staff ON public.staff_session USING btree (staff_id, created_at);

table stock (
  product_id bigint not null,
  variant_key text not null,
  units integer not null,
  level smallint not null generated always as (
CASE
    WHEN (units = 0) THEN 0
    WHEN (units <= 5) THEN 1
    ELSE 2
END) stored,
  shown_level smallint,
  constraint stock_pkey PRIMARY KEY (product_id, variant_key),
  constraint stock_product_fkey FOREIGN KEY (product_id) REFERENCES product(product_id) ON DELETE CASCADE,
  constraint stock_shown_level_check CHECK (((shown_level >= 0) AND (shown_level <= 2))),
  constraint stock_units_check CHECK ((units >= 0)),
  constraint stock_variant_key_check CHECK ((length(variant_key) <= 200))
);
CREATE INDEX stock_unshown ON public.stock USING btree (product_id) WHERE (level IS DISTINCT FROM shown_level);

table tax (
  tax_id bigint not null generated by default as identity,
  tax_type text not null,
  tax_basis_points integer not null,
  shipping_region_id bigint,
  retired_at timestamp(3) with time zone,
  constraint tax_pkey PRIMARY KEY (tax_id),
  constraint tax_tax_type_key UNIQUE (tax_type),
  constraint tax_shipping_region_fkey FOREIGN KEY (shipping_region_id) REFERENCES shipping_region(shipping_region_id),
  constraint tax_tax_basis_points_check CHECK (((tax_basis_points >= 0) AND (tax_basis_points <= 100000))),
  constraint tax_tax_type_check CHECK (((length(tax_type) >= 1) AND (length(tax_type) <= 100)))
);
