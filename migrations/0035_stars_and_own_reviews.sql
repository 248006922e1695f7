-- The stars of a product, summed with each review. A row of its own: whoever reviews holds no row of the catalogue, and
-- lists read it by its key. `revision` counts its changes, so that a replica can be asked whether it has the last one.
create table product_rating (
  product_id bigint primary key,
  rating_sum bigint not null,
  review_count bigint not null constraint product_rating_review_count_check check (review_count >= 0),
  revision bigint not null,
  constraint product_rating_product_fkey foreign key (product_id) references product on delete cascade,
  constraint product_rating_rating_sum_check check (rating_sum between review_count and 5 * review_count)
) with (fillfactor = 50);
insert into product_rating (product_id, rating_sum, review_count, revision)
  select product_id, sum(rating), count(*), 1 from review group by product_id;

alter table review add column edited_at timestamptz(3);

-- A customer has one current review of a product, which a further one replaces. Those that were written before, or came
-- from an older shop, stay beside it: theirs is null.
alter table customer_review
  add column is_current boolean constraint customer_review_is_current_check check (is_current),
  add constraint customer_review_current_key unique (customer_id, product_id, is_current);
update customer_review set is_current = true
  from (
    select distinct on (noted.customer_id, noted.product_id) noted.customer_id, noted.product_id, noted.review_id
    from customer_review as noted join review using (product_id, review_id)
    order by noted.customer_id, noted.product_id, review.created_at desc, noted.review_id desc) as newest
  where customer_review.customer_id = newest.customer_id and customer_review.product_id = newest.product_id
    and customer_review.review_id = newest.review_id;
