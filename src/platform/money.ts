/** Cents as the contract writes money: 1499 → "14.99". Also hundredths of a percent: 850 → "8.50". */
export const twoDecimals = (hundredths: number): string => {
  const sign = hundredths < 0 ? "-" : "";
  const digits = String(Math.abs(hundredths)).padStart(3, "0");
  return `${sign}${digits.slice(0, -2)}.${digits.slice(-2)}`;
};

/** A price as a client writes it, in cents: "14.99" → 1499. Undefined when it is no amount of whole cents. */
export const centsOf = (amount: string): number | undefined => {
  const parts = /^(\d{1,9})(?:\.(\d{1,2}))?$/.exec(amount.trim());
  return parts ? Number(parts[1]) * 100 + Number((parts[2] ?? "").padEnd(2, "0")) : undefined;
};
