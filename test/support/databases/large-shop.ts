import { listProducts } from "../../../src/catalogue/products/list-products.ts";
import { byNumber } from "../../../src/catalogue/products/order.ts";
import { testShop } from "../servers/shop.ts";

/** Number of products in the shop of `largeShop`. */
export const products = 3000;

/**
 * Ten categories of three departments, the first with half of all products; many products share names, prices and
 * times.
 */
const fill = `
  insert into department (department_id, name) select n, 'Department ' || n from generate_series(1, 3) as n;
  insert into category (category_id, department_id, name) select n, 1 + n / 4, 'Category ' || n from generate_series(1, 10) as n;
  insert into attribute (attribute_id, name) values (1, 'Size');
  insert into attribute_value (attribute_value_id, attribute_id, value) values (1, 1, 'S'), (2, 1, 'M');
  insert into product (product_id, name, description, price_cents, display, created_at)
    select n, case when n % 10 = 3 then 'Flower ' else 'Mug ' end || n % 200,
      case when n % 3 = 0 then 'With a flower.' when n % 50 = 1 then 'With a thistle.' else 'Plain.' end,
      100 + n * 7919 % 500, case when n % 40 = 7 then 2 else 0 end,
      '2024-01-01T00:00:00Z'::timestamptz + n * 7919 % 700 * interval '1 minute'
    from generate_series(1, ${products}) as n;
  insert into product_category (product_id, category_id, effective_price_cents)
    select distinct product_id, category_id, effective_price_cents
    from product, unnest(array[1 + product_id % 2 * (1 + product_id % 9), 10]) as category_id;
  insert into product_attribute select n, 1 + n % 2 from generate_series(1, ${products}) as n;
  analyze`;
const learn = `insert into search_word
  select distinct lexeme from product, unnest(to_tsvector('shop_words', searchable(name || ' ' || description)))`;

/** Limits that relate to a shop of three thousand products as the default ones do to one of a million. */
export const low = {
  small: 100,
  counted: 200,
  ranked: 30,
  looked: 100,
  glancedPages: 20,
  sampledPages: 30,
  lookedPages: 30,
  mostCategories: 100,
};

type Options = Parameters<typeof listProducts>[1];
type ListScope = NonNullable<Parameters<typeof listProducts>[2]>;

/** Opens a shop that is large by the limits of its lists, for the tests of a file. */
export const largeShop = () => {
  const database = testShop({
    template: "empty",
    async prepare({ sql }) {
      await sql(fill);
      await sql(learn);
    },
  });
  return {
    database,
    /** Lists products as the routes do; by default a hundred of all products. */
    list(more: Partial<Options>, shelf: Partial<ListScope> = {}) {
      const wish = { page: 1, limit: 100, description_length: 200, facets: false, ...more };
      return listProducts(database().db.reader, wish, { natural: byNumber, limits: low, ...shelf });
    },
    /** Returns the ids of the products that meet a condition, in order. */
    async selected(where: string): Promise<number[]> {
      const rows = await database().sql(`select product_id from product where ${where} order by product_id`);
      return rows.map((row) => Number(row["product_id"]));
    },
  };
};
