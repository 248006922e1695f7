import { keepingNothing, type Load } from "../load.ts";
import { askOf, lookAround, type Catalogue } from "../stress/catalogue.ts";
import { readPaths } from "../stress/paths.ts";

const settings = { ...keepingNothing, WORKER: "off" } as const;

/** Returns the read paths of large catalogues as loads. Each shop is looked around once, at its first load. */
export function stressLoads(): Load[] {
  const known = new Map<string, Promise<Catalogue>>();
  const catalogueAt = (url: string): Promise<Catalogue> => {
    const catalogue = known.get(url) ?? lookAround(askOf(url));
    known.set(url, catalogue);
    return catalogue;
  };
  return readPaths.map(({ name, urls }) => ({
    name,
    settings,
    isSteady: false,
    async prepare(url) {
      const paths = await urls(await catalogueAt(url), askOf(url));
      return paths.map((path) => ({ path }));
    },
  }));
}
