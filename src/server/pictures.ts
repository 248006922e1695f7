import { readdir, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import fastifyStatic from "@fastify/static";
import { WrongSettings, type Config } from "../platform/config.ts";
import type { App } from "../platform/http/server.ts";
import { samplePictures } from "./sample.ts";

type Picture = { readonly root: string; readonly name: string };

type PictureSettings = Pick<Config, "picturesDir" | "dataDir">;

/** Refuses a folder of pictures that cannot be read: every picture of the owner's would be missing. */
export async function requirePictures({ picturesDir }: { readonly picturesDir: string }): Promise<void> {
  if (picturesDir === "") return;
  try {
    await readdir(picturesDir);
  } catch (error) {
    const { code = "" } = error as NodeJS.ErrnoException;
    throw new WrongSettings(
      `PICTURES_DIR is ${JSON.stringify(picturesDir)}, which is no folder that can be read (${code}).`,
    );
  }
}

/**
 * Product pictures, the shop's own before the sample's. An owner may replace one under its name: browsers ask again after
 * an hour, and are told when it is still the same.
 */
export async function pictureRoutes(app: App, config: PictureSettings): Promise<void> {
  const sample = fileURLToPath(samplePictures);
  const roots = [picturesFolder(config), sample];
  await app.register(async (pictures) => {
    await pictures.register(fastifyStatic, { root: sample, serve: false, maxAge: "1h" });
    pictures.get<{ Params: { "*": string } }>(
      "/images/products/*",
      { schema: { hide: true } },
      async (request, reply) => {
        const asked = request.params["*"];
        const found = isPlain(asked) ? await findPicture(roots, asked) : undefined;
        if (!found) return reply.callNotFound();
        // Pages of other origins show the pictures.
        return reply.header("cross-origin-resource-policy", "cross-origin").sendFile(found.name, found.root);
      },
    );
  });
}

/** The shop's own pictures: an import puts them there, too. */
export function picturesFolder({ picturesDir, dataDir }: PictureSettings): string {
  return resolve(picturesDir || join(dataDir, "pictures"));
}

/** A path of names alone: no way up, nothing hidden, nothing that a file system reads as something else. */
function isPlain(path: string): boolean {
  return !/[\\\0]/.test(path) && path.split("/").every((part) => part !== "" && !part.startsWith("."));
}

async function findPicture(roots: readonly string[], asked: string): Promise<Picture | undefined> {
  for (const root of roots)
    for (const name of spellings(asked)) {
      const found = await stat(join(root, name)).catch(() => undefined);
      if (found?.isFile()) return { root, name };
    }
  return undefined;
}

/** A file's name as it was asked, or in Unicode's other form: what is copied from a Mac has accents apart from their letters. */
function spellings(name: string): ReadonlySet<string> {
  return new Set([name, name.normalize("NFC"), name.normalize("NFD")]);
}
