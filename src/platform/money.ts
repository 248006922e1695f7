/** Currencies whose smallest unit is not a hundredth, according to ISO 4217 or Stripe. */
const withoutHundredths =
  "BHD BIF CLF CLP DJF GNF IQD ISK JOD JPY KMF KRW KWD LYD MGA MRU OMR PYG RWF TND UGX UYI UYW VND VUV XAF XOF XPF".split(
    " ",
  );

/** Formats cents with their currency: 1499, "usd" → "USD 14.99". */
export function inCurrency(cents: number, currency: string): string {
  return `${currency.toUpperCase()} ${twoDecimals(cents)}`;
}

/** Formats cents as the contract writes money: 1499 → "14.99". Also hundredths of a percent: 850 → "8.50". */
export function twoDecimals(hundredths: number): string {
  const sign = hundredths < 0 ? "-" : "";
  const digits = String(Math.abs(hundredths)).padStart(3, "0");
  return `${sign}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** Parses a price into cents: "14.99" → 1499. Returns undefined when it is not an amount of whole cents. */
export function centsOf(amount: string): number | undefined {
  return readCents(amount, /^(\d{1,9})(?:\.(\d{1,2}))?$/);
}

/** Parses a total into cents; totals may be larger than any price. */
export function centsOfTotal(amount: string): number | undefined {
  return readCents(amount, /^(\d{1,13})(?:\.(\d{1,2}))?$/);
}

/** Returns whether the currency's smallest unit is a hundredth. */
export function hasHundredths(currency: string): boolean {
  return !withoutHundredths.includes(currency.toUpperCase());
}

/** Returns whether ISO 4217 has a currency with this code. */
export function isCurrency(code: string): boolean {
  return Intl.supportedValuesOf("currency").includes(code.toUpperCase());
}

function readCents(amount: string, shape: RegExp): number | undefined {
  const parts = shape.exec(amount.trim());
  return parts ? Number(parts[1]) * 100 + Number((parts[2] ?? "").padEnd(2, "0")) : undefined;
}
