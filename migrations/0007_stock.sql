-- Units on the shelf; a product without a row is not counted. Placed by product.
-- An empty attributes_known counts the product as a whole, another the combination of values that it names.
create table stock (
  product_id bigint not null,
  attributes_known text not null check (length(attributes_known) <= 200),
  units integer not null constraint stock_units_check check (units >= 0),
  primary key (product_id, attributes_known),
  constraint stock_product_fkey foreign key (product_id) references product on delete cascade
);
