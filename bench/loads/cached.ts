import { keeping, type Load } from "../load.ts";

const kept = { settings: keeping, isSteady: true, goal: { ofBare: 0.9 } } as const;

/** The shop's front page: 20 products. */
export const cachedList: Load = {
  ...kept,
  name: "cached list of 20",
  prepare: async () => [{ path: "/products?limit=20" }],
};

export const cachedProduct: Load = { ...kept, name: "cached product", prepare: async () => [{ path: "/products/7" }] };

/** A client revalidates a reply that it has cached. */
export const cachedUnchanged: Load = {
  ...kept,
  name: "cached 304",
  async prepare(url) {
    const path = "/products?limit=20";
    const etag = (await fetch(url + path)).headers.get("etag");
    if (!etag) throw new Error(`${path} has no ETag.`);
    return [{ path, headers: { "if-none-match": etag }, status: 304 }];
  },
};
