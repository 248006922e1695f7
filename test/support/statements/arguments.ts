const isKey = (name: string | symbol): name is string => typeof name === "string";

/**
 * Returns a stand-in for any argument: each property exists and is another stand-in; `seen` collects the paths that
 * were read.
 */
export const everything = (seen: Set<string> = new Set(), path = ""): unknown =>
  new Proxy(() => undefined, {
    get: (_, name) => {
      if (name === Symbol.toPrimitive) return () => "1";
      if (name === Symbol.iterator) return () => [everything(seen, `${path}[]`)][Symbol.iterator]();
      if (name === "toJSON") return () => "1";
      if (!isKey(name)) return undefined;
      if (name === "length") return 1;
      if (name === "map")
        return (turn: (item: unknown, index: number) => unknown) => [turn(everything(seen, `${path}[]`), 0)];
      const inner = path ? `${path}.${name}` : name;
      seen.add(inner);
      return everything(seen, inner);
    },
  });

/** Returns a stand-in for an argument without any of its optional parts. */
export const nothingGiven = (): unknown =>
  new Proxy({}, { get: (_, name) => (name === Symbol.toPrimitive || name === "toJSON" ? () => "1" : undefined) });
