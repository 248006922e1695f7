import type { Static } from "typebox";
import { holdsLink } from "../../customers/index.ts";
import { greeting, type Address, type Letter, type Part } from "../../platform/mail/letter.ts";
import { twoDecimals } from "../../platform/money.ts";
import type { Attention } from "../attention.ts";
import { attentionParts } from "./attention.letter.ts";
import type { ShipTo } from "../schemas.ts";

export type Bought = {
  readonly order_id: number;
  readonly status: string;
  readonly currency: string;
  readonly subtotal_cents: number;
  readonly shipping_cents: number;
  readonly tax_cents: number;
  readonly amount_cents: number;
  readonly shipping_type: string;
  readonly tax_type: string;
  /** Null in a mail to an unverified email. */
  readonly ship_to: Static<typeof ShipTo> | null;
  readonly attention: readonly Attention[];
  readonly lines: readonly {
    readonly line_number: number;
    readonly product_name: string;
    readonly attributes: string;
    readonly quantity: number;
    readonly unit_cost_cents: number;
  }[];
};

/**
 * Maximum number of characters of a line's attributes in a letter: a buyer's choice is shorter, and the order shows
 * them all.
 */
const mostOfAttributes = 100;

/** Composes the letter that confirms a paid order: its lines, its amounts and its address. */
export function confirmationLetter(to: Address, bought: Bought, storefrontUrl: string): Letter {
  const amount = (cents: number) => `${bought.currency.toUpperCase()} ${twoDecimals(cents)}`;
  return {
    to,
    subject: `Your order ${bought.order_id}`,
    parts: [
      greeting(to),
      { text: `Thank you. Your order ${bought.order_id} is paid, and this is what you bought:` },
      {
        rows: [
          ...bought.lines.map(
            (line) => [unitsOfLine(line, line.quantity), amount(line.quantity * line.unit_cost_cents)] as const,
          ),
          [bought.shipping_type, amount(bought.shipping_cents)],
          [bought.tax_type, amount(bought.tax_cents)],
        ],
        sum: ["Total", amount(bought.amount_cents)],
      },
      ...(bought.attention.includes("address_missing") ? [] : [placePart(bought)]),
      ...attentionParts(bought, storefrontUrl),
    ],
  };
}

/**
 * Returns an order without recipient and address, and without attributes that hold a link, for a mail to an unverified
 * email: these are texts that a stranger may have written, who gave another person's email.
 */
export function withoutTexts(bought: Bought): Bought {
  const lines = bought.lines.map((line) => (holdsLink(line.attributes) ? { ...line, attributes: "" } : line));
  return { ...bought, ship_to: null, lines };
}

/** Returns the part of a letter that says where an order goes. */
export function placePart({ ship_to: shipTo }: Bought): Part {
  return shipTo
    ? { text: "It goes to:", lines: placeOf(shipTo) }
    : { text: "It goes to the address that your order shows." };
}

/** Returns a number of units of a line, with product name and attributes. */
export function unitsOfLine(line: Bought["lines"][number], units: number): string {
  return `${units} × ${nameOfLine(line)}`;
}

/** Returns an order's recipient and address line by line. */
export function placeOf(shipTo: Static<typeof ShipTo>): string[] {
  return [
    shipTo.name,
    shipTo.address_1,
    shipTo.address_2,
    [shipTo.postal_code, shipTo.city].filter(Boolean).join(" "),
    shipTo.region,
    shipTo.country,
  ].filter((line): line is string => Boolean(line));
}

/** Returns a line's product name and attributes, truncated. */
function nameOfLine({ product_name, attributes }: Bought["lines"][number]): string {
  const characters = [...inWords(attributes)];
  if (characters.length === 0) return product_name;
  const shown =
    characters.length > mostOfAttributes ? `${characters.slice(0, mostOfAttributes).join("")}…` : characters.join("");
  return `${product_name} (${shown})`;
}

/** Returns a buyer's choice in words, also when the front-end sent it as a JSON object or array of values. */
function inWords(attributes: string): string {
  if (!/^\s*[[{]/.test(attributes)) return attributes.trim();
  try {
    const values = Object.values(JSON.parse(attributes) as object);
    const isPlain = values.every((value) => typeof value === "string" || typeof value === "number");
    return isPlain ? values.join(", ").trim() : attributes.trim();
  } catch {
    return attributes.trim();
  }
}
