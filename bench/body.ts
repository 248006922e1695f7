const named = /\{(\w+)\}/;

/** Does a body name something that is filled in as it is sent? */
export const hasNames = (body: string): boolean => named.test(body);

/** Puts known things where the body names them: `{orderId}`. */
export const filled = (body: string, known: Readonly<Record<string, unknown>>): string =>
  body.replaceAll(new RegExp(named, "g"), (name: string, inner: string) =>
    inner in known ? String(known[inner]) : name,
  );
