-- What buyers say. Placed by product; the author's name is kept as it was when the review was written.
create table review (
  product_id bigint not null,
  review_id bigint not null check (review_id > 0),
  customer_id bigint,
  author text not null check (length(author) between 1 and 100),
  review text not null check (length(review) between 1 and 10000),
  rating smallint not null check (rating between 1 and 5),
  created_at timestamptz(3) not null,
  primary key (product_id, review_id),
  constraint review_product_fkey foreign key (product_id) references product on delete cascade
);
create index review_by_age on review (product_id, created_at desc, review_id desc);
