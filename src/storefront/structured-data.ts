import { paths } from "./addresses.ts";

/** A step on the way to a page. */
export type Crumb = { readonly name: string; readonly path: string };

type Sold = {
  readonly product_id: number;
  readonly name: string;
  readonly description: string;
  readonly price: string;
  readonly discounted_price: string;
  readonly in_stock: "yes" | "few" | "no";
  readonly rating_average: number | null;
  readonly review_count: number;
};

const availabilities = { yes: "InStock", few: "LimitedAvailability", no: "SoldOut" } as const;

/** The shop itself, and how it is searched. */
export function websiteData(name: string, base: string): object {
  const target = `${base}${paths.search}?q={search_term_string}`;
  return {
    "@type": "WebSite",
    name,
    url: `${base}/`,
    potentialAction: { "@type": "SearchAction", target, "query-input": "required name=search_term_string" },
  };
}

export function breadcrumbData(base: string, crumbs: readonly Crumb[]): object {
  return {
    "@type": "BreadcrumbList",
    itemListElement: crumbs.map(({ name, path }, index) => ({
      "@type": "ListItem",
      position: index + 1,
      name,
      item: `${base}${path}`,
    })),
  };
}

/** The products of one page of a list; `offset` products stand on the pages before. */
export function listData(
  base: string,
  products: readonly { readonly product_id: number; readonly name: string }[],
  offset: number,
): object {
  return {
    "@type": "ItemList",
    itemListElement: products.map(({ product_id: id, name }, index) => ({
      "@type": "ListItem",
      position: offset + index + 1,
      name,
      url: `${base}${paths.product({ id, name })}`,
    })),
  };
}

/** A product with its offer and, where it has reviews, its rating; `pictures` are paths. */
export function productData(
  base: string,
  product: Sold,
  { currency, pictures }: { readonly currency: string; readonly pictures: readonly string[] },
): object {
  const { product_id: id, name, price, discounted_price, rating_average, review_count } = product;
  return {
    "@type": "Product",
    name,
    description: product.description,
    sku: String(id),
    ...(pictures.length > 0 ? { image: pictures.map((path) => `${base}${path}`) } : {}),
    offers: {
      "@type": "Offer",
      url: `${base}${paths.product({ id, name })}`,
      price: discounted_price === "0.00" ? price : discounted_price,
      priceCurrency: currency,
      availability: `https://schema.org/${availabilities[product.in_stock]}`,
    },
    ...(rating_average === null
      ? {}
      : { aggregateRating: { "@type": "AggregateRating", ratingValue: rating_average, reviewCount: review_count } }),
  };
}
