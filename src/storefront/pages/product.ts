import { html, type Html } from "../../platform/html.ts";
import type { KeptPage } from "../../platform/http/cache/replies.ts";
import { idIn, partOf, paths } from "../addresses.ts";
import type { ProductQuery } from "../page-input.ts";
import { asCards, cardGrid, pictureOf, priceOf, starsOf, type Card } from "../product-card.ts";
import { keptPage, redirectTo, type Sources } from "../sources.ts";
import { breadcrumbData, productData, type Crumb } from "../structured-data.ts";
import type { View } from "../view.ts";
import { buyForm, type Left } from "./buy-form.ts";
import { crumbsOf } from "./crumbs.ts";
import { reviewsOf, reviewsPerPage } from "./reviews.ts";

const relatedProducts = 4;
/** Length of the description that search engines show. */
const summaryLength = 155;

type Product = Awaited<ReturnType<Sources["reads"]["product"]>>;
type Location = Awaited<ReturnType<Sources["reads"]["locations"]>>[number];

/** A product with its pictures, what of it can be bought, its reviews, and products like it. */
export async function productPage(sources: Sources, part: string, query: ProductQuery): Promise<KeptPage> {
  const { reads, frame } = sources;
  const id = idIn(part) ?? 0;
  const product = await reads.product(id);
  const { name } = product;
  const path = paths.product({ id, name });
  if (part !== partOf({ id, name })) return redirectTo(path);
  const page = query.reviews ?? 1;
  const [view, options, left, locations, related, reviews] = await Promise.all([
    sources.view(),
    reads.options(id),
    sources.availability(id),
    reads.locations(id),
    reads.related(id, relatedProducts),
    reads.reviews(id, { page, limit: reviewsPerPage }),
  ]);
  const cards = await asCards(reads, related);
  const crumbs = crumbsTo(sources, locations[0], { name, path });
  const files = [...new Set([product.image ?? product.thumbnail, product.image_2])].filter((file) => file !== null);
  const { texts } = view;
  return keptPage(sources, {
    title: name,
    description: summaryOf(product.description),
    canonical: path,
    picture: files[0] === undefined ? undefined : paths.picture(files[0]),
    data: [
      productData(frame.base, product, { currency: view.currency, pictures: files.map(paths.picture) }),
      breadcrumbData(frame.base, crumbs),
    ],
    departmentId: locations[0]?.department_id,
    content: html`${crumbsOf(texts, crumbs)}
<article class="product">${galleryOf(view, name, files)}
<div class="product-words"><h1>${name}</h1>
<p class="product-price">${priceOf(view, product)}
${product.review_count > 0 && html`<a class="to-reviews" href="#reviews">${starsOf(view, product)}</a>`}</p>
<p class="stock${left.in_stock === "no" && " is-sold-out"}">${stockOf(view, left)}</p>
${buyForm(view, { productId: id, options, left, problem: query.problem })}
<div class="description">${paragraphsOf(product.description)}</div></div></article>
${reviewsOf(view, { reviews, product, page, path })}
${cards.length > 0 && shelfOf(view, cards)}`,
  });
}

function crumbsTo({ frame }: Sources, location: Location | undefined, product: Crumb): Crumb[] {
  const home = { name: frame.texts.home, path: paths.home };
  if (!location) return [home, product];
  const { department_id, department_name, category_id, category_name } = location;
  return [
    home,
    { name: department_name, path: paths.department({ id: department_id, name: department_name }) },
    { name: category_name, path: paths.category({ id: category_id, name: category_name }) },
    product,
  ];
}

/** Each picture leads to its file, where a browser shows it in full size. */
function galleryOf({ texts }: View, name: Product["name"], files: readonly string[]): Html {
  if (files.length === 0) return html`<div class="gallery">${pictureOf(null, "", "first")}</div>`;
  const pictures = files.map((file, index) => {
    const picture = pictureOf(file, texts.picture(name, index + 1), index === 0 ? "first" : "at once");
    return html`<a href="${paths.picture(file)}" title="${texts.openPicture}">${picture}</a>`;
  });
  return html`<div class="gallery">${pictures}</div>`;
}

function stockOf({ texts }: View, { in_stock, units }: Left): string {
  if (in_stock === "no") return texts.soldOut;
  if (in_stock === "yes") return texts.inStock;
  return units === null ? texts.few : texts.unitsLeft(units);
}

function paragraphsOf(description: string): Html[] {
  return description.split(/\n\s*\n/).map((paragraph) => html`<p>${paragraph}</p>`);
}

function shelfOf(view: View, cards: readonly Card[]): Html {
  return html`<section class="shelf"><header><h2>${view.texts.youMayLike}</h2></header>${cardGrid(view, cards)}</section>`;
}

/** Returns the beginning of a description, cut after a word. */
function summaryOf(description: string): string {
  const line = description.replaceAll(/\s+/g, " ").trim();
  if (line.length <= summaryLength) return line;
  return `${line.slice(0, summaryLength).replace(/\s+\S*$/, "")} …`;
}
