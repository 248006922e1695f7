import { readdir, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import fastifyStatic from "@fastify/static";
import { WrongSettings, type Config } from "../platform/config.ts";
import type { App } from "../platform/http/server.ts";
import { samplePictures } from "./sample.ts";

type Picture = { readonly root: string; readonly name: string };

type PictureSettings = Pick<Config, "picturesDir" | "dataDir">;

/** Throws WrongSettings for a picture folder that cannot be read: all the owner's pictures would be missing. */
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
 * Serves product pictures, the shop's own before the sample's. An owner may replace a picture under the same name:
 * browsers revalidate after an hour.
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
        // Pages of other origins may show the pictures.
        return reply.header("cross-origin-resource-policy", "cross-origin").sendFile(found.name, found.root);
      },
    );
  });
}

/** Returns the folder of the shop's own pictures; an import copies pictures there, too. */
export function picturesFolder({ picturesDir, dataDir }: PictureSettings): string {
  return resolve(picturesDir || join(dataDir, "pictures"));
}

/**
 * Returns whether a path consists of plain names only: no way up, nothing hidden, no characters with a meaning for file
 * systems.
 */
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

/** Returns the Unicode forms of a file's name: names copied from a Mac have accents as separate characters. */
function spellings(name: string): ReadonlySet<string> {
  return new Set([name, name.normalize("NFC"), name.normalize("NFD")]);
}
