import { html, type Html } from "../platform/html.ts";
import { refusal } from "../platform/refusal.ts";
import { paths } from "./addresses.ts";
import type { Sources } from "./sources.ts";

/** Products in one map; search engines read up to 50 000. */
const productsPerMap = 5000;
const namespace = "http://www.sitemaps.org/schemas/sitemap/0.9";

/** Lists the maps: one of departments and categories, and as many of products as they need. */
export async function siteMap({ reads, frame }: Sources): Promise<string> {
  const { count } = await reads.list({ page: 1, limit: 1, description_length: 1, facets: false });
  const numbers = Array.from({ length: Math.ceil(count / productsPerMap) }, (_, index) => index + 1);
  const maps = ["/sitemap/places.xml", ...numbers.map((number) => `/sitemap/products/${number}`)];
  return html`<?xml version="1.0" encoding="UTF-8"?>
<sitemapindex xmlns="${namespace}">
${maps.map((path) => html`<sitemap><loc>${frame.base}${path}</loc></sitemap>\n`)}</sitemapindex>
`.markup;
}

/** Lists the pages of the shop, its departments and its categories. */
export async function placesMap({ reads, frame }: Sources): Promise<string> {
  const [departments, categories] = await Promise.all([reads.departments(), reads.categories()]);
  return mapOf(frame.base, [
    paths.home,
    paths.products,
    ...departments.map(({ department_id: id, name }) => paths.department({ id, name })),
    ...categories.map(({ category_id: id, name }) => paths.category({ id, name })),
  ]);
}

/** Lists the pages of products; throws a refusal where there are none on this page. */
export async function productsMap({ reads, frame }: Sources, page: number): Promise<string> {
  const products = await reads.names({ limit: productsPerMap, offset: (page - 1) * productsPerMap });
  if (products.length === 0) throw refusal("COM_02", "page", { status: 404 });
  return mapOf(
    frame.base,
    products.map(({ product_id: id, name }) => paths.product({ id, name })),
  );
}

function mapOf(base: string, pages: readonly string[]): string {
  const urls: readonly Html[] = pages.map((path) => html`<url><loc>${base}${path}</loc></url>\n`);
  return html`<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="${namespace}">
${urls}</urlset>
`.markup;
}
