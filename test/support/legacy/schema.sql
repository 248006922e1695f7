-- A shop of the older family as the tests need it: MyISAM, no foreign keys, no checks. Some widths are those that owners
-- gave their columns later.
create table department (department_id int auto_increment primary key, name varchar(100) not null, description varchar(1000)) engine=MyISAM default charset=latin1;
create table category (category_id int auto_increment primary key, department_id int not null, name varchar(100) not null, description varchar(1000), key (department_id)) engine=MyISAM default charset=utf8mb4;
create table attribute (attribute_id int auto_increment primary key, name varchar(100) not null) engine=MyISAM default charset=latin1;
create table attribute_value (attribute_value_id int auto_increment primary key, attribute_id int not null, value varchar(100) not null) engine=MyISAM default charset=latin1;
create table product (
  product_id int auto_increment primary key, name varchar(150) not null, description varchar(2000) not null, price decimal(10,2),
  discounted_price decimal(10,2) default 0.00, image varchar(150), image_2 varchar(150), thumbnail varchar(150),
  display smallint not null default 0, fulltext key (name, description)) engine=MyISAM default charset=latin1;
create table product_category (product_id int not null, category_id int not null, key (product_id, category_id)) engine=MyISAM default charset=latin1;
create table product_attribute (product_id int not null, attribute_value_id int not null, key (product_id, attribute_value_id)) engine=MyISAM default charset=latin1;
create table shipping_region (shipping_region_id int auto_increment primary key, shipping_region varchar(100) not null) engine=MyISAM default charset=latin1;
create table shipping (shipping_id int auto_increment primary key, shipping_type varchar(100) not null, shipping_cost decimal(10,2) not null, shipping_region_id int not null) engine=MyISAM default charset=latin1;
create table tax (tax_id int auto_increment primary key, tax_type varchar(100) not null, tax_percentage decimal(10,2) not null) engine=MyISAM default charset=latin1;
create table customer (
  customer_id int auto_increment primary key, name varchar(50) not null, email varchar(100) not null unique, password varchar(64) not null default '',
  credit_card text, address_1 varchar(100), address_2 varchar(100), city varchar(100), region varchar(100), postal_code varchar(100),
  country varchar(100), shipping_region_id int not null default 1, day_phone varchar(100), eve_phone varchar(100), mob_phone varchar(100), cvv char(3))
  engine=MyISAM default charset=latin1 collate=latin1_bin;
create table review (review_id int auto_increment primary key, customer_id int not null, product_id int not null, review text not null, rating smallint not null, created_on datetime not null) engine=MyISAM default charset=latin1;
create table shopping_cart (
  item_id int primary key, cart_id char(32) not null, product_id int not null, attributes varchar(1000) not null default '',
  quantity int not null, buy_now bool not null default true, added_on datetime not null, key (cart_id)) engine=MyISAM default charset=latin1;
create table orders (
  order_id int auto_increment primary key, total_amount decimal(10,2) not null default 0.00, created_on datetime not null, shipped_on datetime,
  status int not null default 0, comments varchar(255), customer_id int, auth_code varchar(50), reference varchar(50), shipping_id int,
  tax_id int, tracking varchar(50)) engine=MyISAM default charset=latin1;
create table order_detail (
  item_id int auto_increment primary key, order_id int not null, product_id int not null, attributes varchar(1000) not null default '',
  product_name varchar(100) not null, quantity int not null, unit_cost decimal(10,2) not null, key (order_id)) engine=MyISAM default charset=latin1;
create table audit (audit_id int auto_increment primary key, order_id int not null, created_on datetime not null, message text not null, code int not null, key (order_id)) engine=MyISAM default charset=latin1;
