import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import type { CDPSession, Page } from "playwright-core";
import { inks, isShirtName } from "./palette.ts";
import type { Motif } from "./palette.ts";
import { backView, frontView, thumbnailView } from "./shirt.ts";

/*
 * npm run pictures                           draws every product
 * npm run pictures -- french river-barge     draws the named categories and slugs
 * npm run pictures -- --sheet                also writes contact sheets to the system's folder for temporary files
 */

const categories = ["french", "italian", "irish", "animal", "flower", "christmas", "valentines"];
const sample = join(import.meta.dirname, "../../sample");
const pictures = join(sample, "pictures");
const quality = 82;

type Product = { slug: string; name: string; shirt: string };
type Drawing = Product & { category: string; motif: Motif };

const drawingsOf = async (category: string): Promise<Drawing[]> => {
  const words = join(sample, "products", `${category}.json`);
  const shapes = join(import.meta.dirname, "motifs", `${category}.ts`);
  if (!existsSync(words) || !existsSync(shapes)) {
    console.warn(`${category}: skipped, its words or its motifs are missing`);
    return [];
  }
  const products = JSON.parse(await readFile(words, "utf8")) as Product[];
  const { motifs } = (await import(`./motifs/${category}.ts`)) as { motifs: Record<string, Motif> };
  return products.flatMap((product) => {
    const motif = motifs[product.slug];
    if (motif) return [{ ...product, category, motif }];
    console.warn(`${category}: no motif for ${product.slug}`);
    process.exitCode = 1;
    return [];
  });
};

const shoot = async (session: CDPSession, page: Page, svg: string, size: number): Promise<Buffer> => {
  await page.setContent(`<body style="margin:0">${svg}</body>`);
  const clip = { x: 0, y: 0, width: size, height: size, scale: 1 };
  const { data } = await session.send("Page.captureScreenshot", { format: "webp", quality, clip });
  return Buffer.from(data, "base64");
};

const drawProduct = async (session: CDPSession, page: Page, { slug, shirt, motif }: Drawing): Promise<void> => {
  if (!isShirtName(shirt)) throw new Error(`${slug}: there is no ${shirt} shirt`);
  const print = motif(inks);
  const views = [
    { file: `${slug}.webp`, svg: frontView(shirt, print), size: 800 },
    { file: `${slug}-2.webp`, svg: backView(shirt, print), size: 800 },
    { file: `${slug}-thumbnail.webp`, svg: thumbnailView(shirt, print), size: 200 },
  ];
  for (const { file, svg, size } of views) await writeFile(join(pictures, file), await shoot(session, page, svg, size));
};

const contactSheet = async (page: Page, category: string, drawings: Drawing[]): Promise<string> => {
  const cells = await Promise.all(
    drawings.map(async ({ slug }) => {
      const picture = await readFile(join(pictures, `${slug}-thumbnail.webp`), "base64");
      return `<figure><img src="data:image/webp;base64,${picture}"><figcaption>${slug}</figcaption></figure>`;
    }),
  );
  await page.setContent(`<style>body{margin:8px;width:1260px;display:grid;grid-template-columns:repeat(6,1fr);font:14px sans-serif}
    figure{margin:4px;text-align:center}</style>${cells.join("")}`);
  const folder = join(tmpdir(), "selvedge-sheets");
  await mkdir(folder, { recursive: true });
  const file = join(folder, `${category}.png`);
  await page.screenshot({ path: file, fullPage: true });
  return file;
};

const wanted = process.argv.slice(2).filter((word) => word !== "--sheet");
const wantsSheets = process.argv.includes("--sheet");

const known = (await Promise.all(categories.map(drawingsOf))).flat();
const strangers = wanted.filter((word) => !known.some(({ category, slug }) => word === category || word === slug));
if (strangers.length > 0) throw new Error(`no category or product is called ${strangers.join(", ")}`);
const chosen = known.filter(
  ({ category, slug }) => wanted.length === 0 || wanted.includes(category) || wanted.includes(slug),
);

const browser = await chromium.launch({
  executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--force-color-profile=srgb",
  ],
});
try {
  await mkdir(pictures, { recursive: true });
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  const session = await page.context().newCDPSession(page);
  for (const drawing of chosen) await drawProduct(session, page, drawing);
  console.log(`${chosen.length * 3} pictures of ${chosen.length} products in ${pictures}`);
  for (const category of wantsSheets ? categories : []) {
    const drawings = chosen.filter((drawing) => drawing.category === category);
    if (drawings.length > 0) console.log(await contactSheet(page, category, drawings));
  }
} finally {
  await browser.close();
}
