import type { Texts } from "./texts.ts";

/** How pages write what the catalogue holds: prices in the shop's currency, dates and numbers in the pages' language. */
export type View = {
  readonly texts: Texts;
  /** Three letters in upper case. */
  readonly currency: string;
  /** Formats an amount of the contract, such as "14.99". */
  money(amount: string): string;
  number(value: number): string;
  /** Formats a moment of the contract (ISO 8601) as a day. */
  day(moment: string): string;
};

/** Returns a function that returns the view in a currency. The formats, which are slow to create, are kept. */
export function openViews(texts: Texts): (currency: string) => View {
  const { locale } = texts;
  const numbers = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
  const days = new Intl.DateTimeFormat(locale, { dateStyle: "long", timeZone: "UTC" });
  const views = new Map<string, View>();
  const open = (currency: string): View => {
    const amounts = new Intl.NumberFormat(locale, { style: "currency", currency });
    return {
      texts,
      currency,
      // As text: a number would be a floating-point amount.
      money: (amount) => amounts.format(amount as `${number}`),
      number: (value) => numbers.format(value),
      day: (moment) => days.format(new Date(moment)),
    };
  };
  return (named) => {
    const currency = named.toUpperCase();
    const known = views.get(currency) ?? open(currency);
    views.set(currency, known);
    return known;
  };
}
