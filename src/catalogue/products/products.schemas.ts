import { Type, type Static } from "typebox";
import { InStockShown } from "./in-stock.ts";
import { ratingShown } from "./listed-product.ts";
import { categoryId, departmentId, id, money, page, pageSize } from "../schemas.ts";

export const Product = Type.Object(
  {
    product_id: id("The product's number"),
    name: Type.String({ examples: ["Tawny Owl by Moonlight"] }),
    description: Type.String({
      description: "Cut to `description_length` characters, then `...`",
      examples: ["She sits on her branch..."],
    }),
    price: money("The regular price"),
    discounted_price: money("The price asked for now; `0.00` means there is no discount"),
    thumbnail: picture("File below `/images/products/`", "tawny-owl-thumbnail.webp"),
    in_stock: InStockShown,
    ...ratingShown,
  },
  { title: "Product" },
);

const pictures = {
  image: picture("File below `/images/products/`", "tawny-owl.webp"),
  image_2: picture("The second view", "tawny-owl-2.webp"),
  image2: picture("The same as `image_2`, as older clients spell it", "tawny-owl-2.webp"),
};
const display = Type.Integer({ description: "0: nowhere featured, 1: front page, 2: department, 3: both" });

export const ProductInFull = Type.Object({ ...Product.properties, ...pictures, display }, { title: "ProductInFull" });

export const ProductDetails = Type.Object(
  {
    product_id: Product.properties.product_id,
    name: Product.properties.name,
    description: Type.String(),
    price: Product.properties.price,
    discounted_price: Product.properties.discounted_price,
    in_stock: InStockShown,
    ...ratingShown,
    ...pictures,
  },
  { title: "ProductDetails" },
);

export const ProductLocation = Type.Object(
  {
    category_id: categoryId,
    category_name: Type.String(),
    department_id: id("The department's number"),
    department_name: Type.String(),
  },
  { title: "ProductLocation" },
);

const counted = { count: Type.Integer(), name: Type.String() };
const Facets = Type.Object(
  {
    categories: Type.Array(Type.Object({ category_id: categoryId, ...counted }), {
      description: "The hundred that hold most, by number",
    }),
    attribute_values: Type.Array(
      Type.Object({ attribute_value_id: Type.Integer(), attribute_name: Type.String(), ...counted }),
    ),
    price_bands: Type.Array(
      Type.Object({
        price_min: money("Where the band begins"),
        price_max: money("Where it ends, exclusive"),
        count: Type.Integer(),
      }),
    ),
    is_estimate: Type.Optional(
      Type.Boolean({ description: "The counts are judged by some of the products; absent when all were counted" }),
    ),
  },
  { title: "Facets" },
);

const paging = {
  count: Type.Integer({ description: "All products that match, on every page" }),
  count_is_estimate: Type.Optional(
    Type.Boolean({
      description: "There are more than were counted, and `count` says about how many; absent when it is exact",
    }),
  ),
  next_cursor: Type.Optional(Type.String({ description: "Asks for the next page; absent on the last" })),
  facets: Type.Optional(Facets),
  matched: Type.Optional(
    Type.Literal("some_words", {
      description:
        "No product has all the words: these have most of them; absent when they have all that say something",
    }),
  ),
  corrected_to: Type.Optional(
    Type.String({ description: "The words that were searched for, where some were misspelt", examples: ["hedgehog"] }),
  ),
};
export const ProductPage = Type.Object({ ...paging, rows: Type.Array(Product) }, { title: "ProductPage" });
export const ProductPageWithDisplay = Type.Object(
  {
    ...paging,
    rows: Type.Array(Type.Object({ ...Product.properties, display })),
  },
  { title: "ProductPageWithDisplay" },
);

export const Suggestion = Type.Object(
  {
    product_id: id("The product's number"),
    name: Type.String(),
    thumbnail: Product.properties.thumbnail,
  },
  { title: "Suggestion" },
);

/** Maximum length of a description in the table. */
const longestDescription = 1000;

export const descriptionLength = Type.Integer({
  minimum: 1,
  maximum: 1_000_000,
  enough: longestDescription,
  default: 200,
  description: "Characters of the description; a longer one is cut and ends in `...`",
});

export const searchText = Type.String({
  maxLength: 500,
  refusal: "COM_02",
  description: "Words to look for",
  examples: ["flowers"],
});
const priceText = Type.String({
  pattern: "^\\d{1,7}(\\.\\d{1,2})?$",
  wording: "must be an amount like 12.50",
  examples: ["12.50"],
});

const sortNames = ["relevance", "name", "price", "newest"] as const;
export type SortName = (typeof sortNames)[number];
const sortOptions = sortNames.flatMap((name) => [name, `${name},ASC`, `${name},DESC`]);

export const filters = {
  department_id: Type.Optional(departmentId),
  category_id: Type.Optional(categoryId),
  attribute_value_id: Type.Optional(
    Type.Array(Type.Integer(), {
      minItems: 1,
      maxItems: 50,
      description: "Values of one attribute are alternatives; several attributes must all fit",
    }),
  ),
  price_min: Type.Optional(priceText),
  price_max: Type.Optional(priceText),
  query_string: Type.Optional(searchText),
  all_words: Type.Optional(
    Type.Enum(["on", "off"], {
      description:
        "`on`: every word must match, `off`: any. Without it every word that says something in this shop, and when no product has all of them, those that have most",
    }),
  ),
};

const AnyListing = Type.Object(listing({ itemsPerPage: 20, maxItemsPerPage: 100 }));
export type Listing = Static<typeof AnyListing>;
const AnyFilters = Type.Object(filters);
export type Filters = Partial<Static<typeof AnyFilters>>;

/** Returns the parameters for paging, sorting and facets that all product lists share. */
export function listing(limits: { itemsPerPage: number; maxItemsPerPage: number }) {
  return {
    page,
    limit: pageSize(limits),
    offset: Type.Optional(
      Type.Integer({ minimum: 0, maximum: 1_000_000_000_000, description: "Rows to pass over; instead of `page`" }),
    ),
    cursor: Type.Optional(
      Type.String({
        maxLength: 1000,
        refusal: "COM_02",
        description: "`next_cursor` of the page before; instead of `page`",
      }),
    ),
    description_length: descriptionLength,
    sort: Type.Optional(
      Type.Enum(sortOptions, {
        description: "Order of the rows; a bare name means ascending, for `relevance` and `newest` descending",
      }),
    ),
    facets: Type.Boolean({
      default: false,
      description: "`on` adds counts by category, attribute value and price band",
    }),
  };
}

/** Returns the `limit` parameter of a short list that has no second page. */
export function atMost(usual: number) {
  return Type.Integer({ minimum: 1, maximum: 50, default: usual, description: "Rows at most" });
}

function picture(about: string, example: string) {
  return Type.Union([Type.String(), Type.Null()], { description: about, examples: [example] });
}
