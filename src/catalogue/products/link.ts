/** Returns the Link header (RFC 8288) for the next page of a list; undefined on the last page. */
export function nextLink(
  path: string,
  query: Readonly<Record<string, unknown>>,
  cursor: string | undefined,
): string | undefined {
  if (cursor === undefined) return undefined;
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (name !== "page" && name !== "offset" && name !== "cursor") parameters.set(name, String(value));
  }
  parameters.set("cursor", cursor);
  return `<${path}?${parameters.toString()}>; rel="next"`;
}
