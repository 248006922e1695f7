const named = /\{(\w+)\}/;

/** Returns whether a body contains a placeholder. */
export const hasNames = (body: string): boolean => named.test(body);

/** Replaces placeholders such as `{orderId}` by known values; unknown ones stay. */
export const filled = (body: string, known: Readonly<Record<string, unknown>>): string =>
  body.replaceAll(new RegExp(named, "g"), (name: string, inner: string) =>
    inner in known ? String(known[inner]) : name,
  );
