import type { CatalogueReads } from "../catalogue/index.ts";
import type { KeptPage } from "../platform/http/cache/replies.ts";
import type { availabilityOf } from "../stock/index.ts";
import { framed, pageHeaders, pageType, type Frame, type Page } from "./frame.ts";
import type { View } from "./view.ts";

/** What pages are made of. */
export type Sources = {
  readonly frame: Frame;
  readonly reads: CatalogueReads;
  readonly availability: (productId: number) => ReturnType<typeof availabilityOf>;
  /** Returns how prices and dates are written at present. */
  readonly view: () => Promise<View>;
};

/** Returns a page as it is kept, with the shop's departments in its header. */
export async function keptPage({ frame, reads }: Sources, page: Page): Promise<KeptPage> {
  return { text: framed(frame, await reads.departments(), page), type: pageType, headers: pageHeaders };
}

/** Returns a permanent redirect: the thing has another name by now, or never had this one. */
export function redirectTo(path: string): KeptPage {
  return { text: "", type: pageType, status: 301, headers: { location: path } };
}
