import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import fastifyStatic from "@fastify/static";
import type { App } from "../platform/http/server.ts";
import { samplePictures } from "./sample.ts";

/** Product pictures, the shop's own before the sample's. A picture never changes under its name: a new one gets a new name. */
export const pictureRoutes = async (app: App, { picturesDir }: { readonly picturesDir: string }): Promise<void> => {
  const sample = fileURLToPath(samplePictures);
  await app.register(fastifyStatic, {
    root: picturesDir ? [resolve(picturesDir), sample] : [sample],
    prefix: "/images/products/",
    index: false,
    immutable: true,
    maxAge: "365d",
    dotfiles: "ignore",
    decorateReply: false,
    // Pages of other origins show the pictures.
    setHeaders: (reply) => void reply.header("cross-origin-resource-policy", "cross-origin"),
  });
};
