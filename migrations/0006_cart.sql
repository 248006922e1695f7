-- What somebody means to buy. Whoever knows a cart's id owns the cart; a customer may claim one.
-- cart_bucket is a hash of the cart's id, 0 to 4095; an item's number carries it in its upper bits.

create table cart (
  cart_bucket smallint not null check (cart_bucket between 0 and 4095),
  cart_id text not null check (length(cart_id) between 1 and 64),
  customer_id bigint,
  -- A day, not a moment: many changes of one day leave it, and the index by it, as they are.
  used_on date not null,
  -- How many lines were ever put in: the newest line's place.
  lines_added integer not null check (lines_added >= 0),
  primary key (cart_bucket, cart_id)
);
create index cart_by_use on cart (used_on);

create table cart_item (
  cart_bucket smallint not null,
  item_id bigint not null check (item_id between 1 and 9007199254740991),
  cart_id text not null,
  product_id bigint not null,
  -- As the client last wrote it, and the form by which two spellings of the same are one line.
  attributes text not null check (length(attributes) <= 1000),
  attributes_known text not null check (length(attributes_known) <= 200),
  quantity integer not null constraint cart_item_quantity_check check (quantity between 1 and 999),
  is_saved boolean not null default false,
  place integer not null,
  primary key (cart_bucket, item_id),
  constraint cart_item_line_key unique (cart_bucket, cart_id, product_id, attributes_known),
  constraint cart_item_cart_fkey foreign key (cart_bucket, cart_id) references cart on delete cascade,
  constraint cart_item_product_fkey foreign key (product_id) references product on delete cascade
);
create index cart_item_by_product on cart_item (product_id);

-- Look-up: the cart that a customer finds again on another device.
create table customer_cart (
  customer_id bigint primary key,
  cart_id text not null check (length(cart_id) between 1 and 64),
  constraint customer_cart_customer_fkey foreign key (customer_id) references customer on delete cascade
);
