/**
 * Countries whose mail needs a region (a state, a province, an emirate) or a post code, by the address formats of
 * postal operators. Elsewhere both may be empty: many countries have no regions, and some no post codes.
 */
const needRegion = "AE AU BR CA CN CO CR ES HK HN ID IN IQ IT JM JP KN KR KY MX PG SV TW US VE";
const needPostCode =
  "AT AU BE BG BR CA CH CN CY CZ DE DK EE ES FI FR GB GR HR HU IN IT JP KR LI LT LU LV MT MX MY NL NO NZ PL PT RO RU SE SG SI SK TR TW UA US ZA";

/** Names that customers use for a country, other than its code and its English name. */
const otherNames: Readonly<Record<string, string>> = {
  "united states of america": "US",
  usa: "US",
  uk: "GB",
  "great britain": "GB",
  england: "GB",
  scotland: "GB",
  wales: "GB",
  "northern ireland": "GB",
  uae: "AE",
  holland: "NL",
  "the netherlands": "NL",
  "czech republic": "CZ",
  deutschland: "DE",
  "hong kong": "HK",
  korea: "KR",
  "republic of korea": "KR",
};

type Needed = "region" | "postal_code";

const needsByCountry = ((): ReadonlyMap<string, readonly Needed[]> => {
  const english = new Intl.DisplayNames("en", { type: "region" });
  const [regions, postCodes] = [needRegion.split(" "), needPostCode.split(" ")];
  const needsOf = (code: string): Needed[] => [
    ...(regions.includes(code) ? ["region" as const] : []),
    ...(postCodes.includes(code) ? ["postal_code" as const] : []),
  ];
  const codes = [...new Set([...regions, ...postCodes])];
  return new Map([
    ...codes.flatMap((code) => [code, english.of(code) ?? code].map((name) => [folded(name), needsOf(code)] as const)),
    ...Object.entries(otherNames).map(([name, code]) => [name, needsOf(code)] as const),
  ]);
})();

/** Returns the empty fields that mail to the address's country needs; none when the country is unknown. */
export function lackedBy(address: {
  readonly country: string;
  readonly region: string | null;
  readonly postal_code: string | null;
}): Needed[] {
  return (needsByCountry.get(folded(address.country)) ?? []).filter((field) => !address[field]);
}

function folded(name: string): string {
  return name
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")
    .replaceAll(/[.\s]+/g, (gap) => (gap.startsWith(".") ? "" : " "))
    .trim()
    .toLowerCase();
}
