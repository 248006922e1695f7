-- A small shop in which everything has happened that happens to shops. Bytes that matter are hexadecimal.
insert into department values (1, 'Regional', concat(0x93, 'Home', 0x94, ' and away')), (2, ' Nature  ', null), (3, '', 'nameless'), (4, 'Regional', 'twice');
insert into category values (1, 1, 'French', 'Barges'), (2, 1, _utf8mb4 0x436166C383C2A9, null), (3, 3, 'Lost', null), (4, 99, 'Nowhere', null), (5, 2, concat('Flower', 0x07), null);
insert into attribute values (1, 'Size'), (2, 'Color');
insert into attribute_value values (1, 1, 'S'), (2, 1, 'M'), (3, 2, 'White'), (4, 2, 'Black'), (5, 9, 'Loose'), (6, 1, 'S ');
insert into product values
  (1, 'Harbour Light', concat('It', 0x92, 's late'), 14.99, 0.00, 'harbour.gif', 'harbour-2.gif', 'harbour-t.gif', 1),
  (2, 'Paper Kite', 'Up it goes.', 16.95, 15.95, 'kite.gif', null, '', 0),
  (3, '  Two   Owls ', 'Awake', 12.00, 12.00, null, null, null, 9),
  (4, ' ', 'nameless', 12.00, 0.00, null, null, null, 0),
  (5, 'Below Zero', '', -1.00, 0.00, null, null, null, 0),
  (6, 'Dearer When Cheaper', '', 10.00, 11.00, null, null, null, 0),
  (7, 'Priceless', '', null, 0.00, null, null, null, 0),
  (8, 'Beyond Reach', '', 99999999.99, 0.00, null, null, null, 0),
  (9, concat('Caf', 0xC3A9), concat('line one', 0x0D0A, 'line two  '), 9.50, null, null, null, null, 0),
  (10, repeat('Long ', 30), 'Cut', 10.00, 0.00, null, null, null, 0),
  (11, concat('L', 0xC385), '4000056655665556 is what the label says', 10.00, 0.00, null, null, null, 0);
insert into product_category values (1, 1), (1, 1), (2, 1), (2, 99), (4, 1), (9, 2), (777, 1);
insert into product_attribute values (1, 1), (1, 2), (1, 3), (1, 4), (2, 1), (1, 5);
insert into shipping_region values (1, 'Please Select'), (2, 'US / Canada'), (3, 'Europe');
insert into shipping values (1, 'Next Day Delivery ($20)', 20.00, 2), (2, '3-4 Days ($10)', 10.00, 2), (3, '7 Days ($5)', 5.00, 2), (4, 'To nowhere', 5.00, 9);
insert into tax values (1, 'Sales Tax at 8.5%', 8.50), (2, 'No Tax', 0.00), (3, '', 1.00);
insert into customer (customer_id, name, email, password, credit_card, address_1, city, country, shipping_region_id, day_phone) values
  (1, ' Ada  Weaver', 'ada@example.com', '@bcrypt@', '4111 1111 1111 1111', concat('1 Caf', 0xE9, ' Lane'), 'Paterson', 'USA', 2, '+1 973 555 0100'),
  (2, 'Ben Dyer', 'ben@example.com', '5f4dcc3b5aa765d61d8327deb882cf99', '9f86d081884c7d659a2feaa0c55ad015', null, null, null, 1, null),
  (3, 'Ada Again', ' ADA@Example.COM ', 'c', '5500005555555559', null, null, null, 2, '5500-0055-5555-5559'),
  (4, 'Nobody', 'nobody', '7c6a180b36896a0a8c02787eeafb0e4c', null, null, null, null, 2, null),
  (5, '', 'empty@example.com', '', 'XXXXXXXX4242', null, null, null, 77, null),
  (6, 'Cut Short', 'short@example.com', left('@bcrypt@', 50), '<card><number>4012888888881881</number></card>', 'Card 4012 8888 8888 1881 12/25', null, null, 2, '4012 8888 8888 1881');
insert into review values
  (1, 1, 1, ' Bright. ', 5, '2019-05-01 10:00:00'), (2, 1, 1, 'Nought for 4111 1111 1111 1111', 0, '2019-05-01 10:00:00'), (3, 1, 1, 'Six', 6, '2019-05-01 10:00:00'),
  (4, 99, 1, 'Stranger', 4, '2019-05-01 10:00:00'), (5, 3, 1, 'Twin', 4, '2019-05-01 10:00:00'), (6, 1, 4, 'Nameless', 4, '2019-05-01 10:00:00'),
  (7, 2, 2, 'I paid with 4111-1111-1111-1111!', 3, '0000-00-00 00:00:00'), (8, 2, 2, '  ', 3, '2019-05-01 10:00:00');
insert into shopping_cart values
  (1, 'cart-of-ada', 1, 'S, White', 2, 1, '2019-06-01 00:00:00'), (2, 'cart-of-ada', 1, '{"color":"white","size":"s"}', 3, 1, '0000-00-00 00:00:00'),
  (2147483647, 'cart-of-ada', 2, 'S', 1, 0, '2019-06-01 00:00:00'), (3, 'cart-of-ada', 2, 'M', 0, 1, '2019-06-01 00:00:00'),
  (4, 'cart-of-ada', 2, 'L', -1, 1, '2019-06-01 00:00:00'), (5, 'cart-of-ada', 2, 'XL', 1000, 1, '2019-06-01 00:00:00'),
  (6, 'cart-of-ada', 99, 'S', 1, 1, '2019-06-01 00:00:00'), (7, 'cart-of-ada', 4, 'S', 1, 1, '2019-06-01 00:00:00'),
  (8, 'Cart-Of-Ada', 1, 'S', 600, 1, '2019-06-01 00:00:00'), (9, 'Cart-Of-Ada', 1, 'small', 600, 1, '2019-06-01 00:00:00'),
  (10, '', 1, 'S', 1, 1, '2019-06-01 00:00:00'), (11, 0xC3A9, 1, 'S', 1, 1, '2019-06-01 00:00:00'), (12, 0xE9, 1, 'S', 2, 1, '2019-06-01 00:00:00'), (13, ' odd', 1, 'S', 4, 1, '2019-06-01 00:00:00'), (14, concat('a', 0x00), 1, 'S', 4, 1, '2019-06-01 00:00:00');
insert into shopping_cart select 1000 + seq, 'crowded', 1, concat('number ', seq), 1, 1, '2019-06-01 00:00:00' from seq_1_to_101;
insert into orders (order_id, total_amount, created_on, shipped_on, status, comments, customer_id, auth_code, reference, shipping_id, tax_id) values
  (1, 46.93, '2019-07-21 08:56:02', null, 0, 'Ring twice. Card 4111-1111-1111-1111', 1, 'AUTH7', 'REF9', 3, 1),
  (2, 20.41, '2019-07-22 09:00:00', null, 1, null, 1, null, null, 3, 1),
  (3, 99.99, '2019-07-23 09:00:00', '2019-07-24 00:00:00', 1, null, 2, null, null, 3, 2),
  (4, 14.99, '0000-00-00 00:00:00', '0000-00-00 00:00:00', 2, null, 2, null, null, 3, 2),
  (5, 0.00, '2019-07-25 09:00:00', null, 3, null, 1, null, null, 3, 1),
  (6, 14.99, '2019-07-25 09:00:00', null, 1, null, 99, null, null, 3, 1),
  (7, 14.99, '2019-07-25 09:00:00', null, 1, null, 1, null, null, 3, 1),
  (8, 14.99, '2019-07-25 09:00:00', null, 1, null, 1, null, null, 3, 1),
  (9, 14.99, '2019-07-25 09:00:00', null, 7, 'Ring at Ada''s', 1, null, null, 3, 1),
  (10, 14.99, '2019-07-25 09:00:00', null, 1, null, 3, null, null, 3, 1),
  (11, 14.99, '2019-07-25 09:00:00', null, 1, null, 1, null, null, 3, 99),
  (12, -5.00, '2019-07-25 09:00:00', null, 1, null, 1, null, null, 3, 1),
  (13, 50.00, '2019-07-26 09:00:00', null, 1, null, 1, null, null, 4, 1),
  (14, 50.00, '2019-07-26 09:00:00', null, 1, null, 1, null, null, 1, 2),
  (15, 5.00, '2019-07-27 09:00:00', null, 1, null, 1, null, null, null, 0);
update orders set tracking = '1Z 999' where order_id = 9;
update customer set cvv = '737' where customer_id in (1, 3);
insert into order_detail (item_id, order_id, product_id, attributes, product_name, quantity, unit_cost) values
  (1, 1, 1, 'S, White', 'Harbour Light', 2, 14.99), (2, 1, 2, 'Red', 'Paper Kite', 1, 16.95), (3, 2, 1, '', 'Harbour Light', 1, 13.81),
  (4, 3, 1, '', 'Harbour Light', 1, 14.99), (5, 4, 1, '', 'Harbour Light', 1, 14.99), (6, 5, 1, '', 'Harbour Light', 1, 14.99),
  (7, 6, 1, '', 'Harbour Light', 1, 14.99), (8, 8, 1, '', 'Harbour Light', 0, 14.99), (9, 9, 1, '', 'Harbour Light', 1, 14.99),
  (10, 10, 1, '', 'Harbour Light', 1, 14.99), (11, 11, 1, '', 'Harbour Light', 1, 14.99), (12, 12, 1, '', 'Harbour Light', 1, 14.99),
  (13, 13, 1, '', 'Harbour Light', 1, 14.99), (14, 14, 777, '', '', 1, 30.00), (15, 14, 1, '', 'Harbour Light', -2, 14.99),
  (16, 500, 1, '', 'Harbour Light', 1, 14.99), (17, 14, 1, '', 'Harbour Light', 1, -1.00), (18, 15, 1, '', 'Harbour Light', 1, 5.00);
insert into audit values (1, 1, '2019-07-21 08:56:03', 'Order placed.', 100), (2, 1, '0000-00-00 00:00:00', 'Card 4111 1111 1111 1111 refused', 101), (3, 6, '2019-07-21 08:56:03', 'Lost', 100), (4, 600, '2019-07-21 08:56:03', 'Loose', 100), (5, 2, '2019-07-22 09:00:00', concat('Ada called. ', repeat('Again ', 200)), 102);
