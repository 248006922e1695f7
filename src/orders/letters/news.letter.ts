import { greeting, type Address, type Letter, type Part } from "../../platform/mail/letter.ts";
import { twoDecimals } from "../../platform/money.ts";
import { placePart, unitsOfLine, type Bought } from "./confirmation.letter.ts";
import type { News } from "./send-news.ts";

type Sent = Extract<News, { became: "shipped" }>;
type Units = Sent["unsent"];

/** Composes the letter about a change of an order. */
export function newsLetter(to: Address, bought: Bought, news: News): Letter {
  const { subject, parts } = told(bought, news);
  return { to, subject, parts: [greeting(to), ...parts] };
}

function told(bought: Bought, news: News): { readonly subject: string; readonly parts: readonly Part[] } {
  const order = bought.order_id;
  switch (news.became) {
    case "shipped":
      return {
        subject: isPart(news) ? `A part of your order ${order} is on its way` : `Your order ${order} is on its way`,
        parts: [...parcelParts(bought, news), placePart(bought)],
      };
    case "readdressed":
      return {
        subject: `Your order ${order} has a new address`,
        parts: [
          { text: `The address of your order ${order} was changed.` },
          placePart(bought),
          { text: "If this was not you, change your password and answer this mail." },
        ],
      };
    case "cancelled":
      return {
        subject: `Your order ${order} was cancelled`,
        parts: [
          { text: why(order)[news.because] },
          { text: "You owe us nothing. If a payment for it still reaches us, we return it." },
        ],
      };
    case "refunded":
      return { subject: `Refund for your order ${order}`, parts: refundParts(bought, news) };
  }
}

/** Returns what is in the parcel, who carries it, what follows in another one, and what does not. */
function parcelParts(bought: Bought, news: Sent): Part[] {
  const { order_id, lines } = bought;
  const unsentOf = unitsAmong(news.unsent);
  const sentOf = news.lines
    ? unitsAmong(news.lines)
    : (line: Bought["lines"][number]) => line.quantity - unsentOf(line);
  const rest = linesOf(lines, unitsAmong(news.rest));
  const refunded = linesOf(lines, unsentOf);
  return [
    { text: `We have sent ${isPart(news) ? "a part of " : ""}your order ${order_id}:`, lines: linesOf(lines, sentOf) },
    ...carrierParts(news),
    ...(rest.length > 0 ? [{ text: "Still to come, in another parcel:", lines: rest }] : []),
    ...(refunded.length > 0 ? [{ text: "Refunded before, and not in the parcel:", lines: refunded }] : []),
  ];
}

function isPart({ rest = [] }: Sent): boolean {
  return rest.length > 0;
}

function carrierParts({ carrier, trackingNumber }: Sent): Part[] {
  const lines = [
    ...(carrier === undefined ? [] : [`Carrier: ${carrier}`]),
    ...(trackingNumber === undefined ? [] : [`Tracking number: ${trackingNumber}`]),
  ];
  return lines.length > 0 ? [{ text: "You can follow it:", lines }] : [];
}

/** Returns what was refunded, for what, and how much that is of what was paid. */
function refundParts(
  bought: Bought,
  { amountCents, backCents, isWithShipping = false, lines }: Extract<News, { became: "refunded" }>,
): Part[] {
  const total = bought.amount_cents;
  return [
    {
      text: `We have refunded ${amountOf(bought, amountCents)} for your order ${bought.order_id}.${willNotBeSent(bought)}`,
      lines: [...linesOf(bought.lines, unitsAmong(lines)), ...(isWithShipping ? [bought.shipping_type] : [])],
    },
    ...(backCents !== undefined && amountCents < total
      ? [{ text: `So far, ${amountOf(bought, backCents)} of ${amountOf(bought, total)} were refunded.` }]
      : []),
    { note: "Your bank may take some days to show it." },
  ];
}

function why(order: number): Readonly<Record<Extract<News, { became: "cancelled" }>["because"], string>> {
  return {
    unpaid: `We cancelled your order ${order} because it was not paid in time. If you still want these items, please order again.`,
    disputed: `We cancelled your order ${order} because your bank took its payment back.`,
    shop: `We cancelled your order ${order}.`,
  };
}

function amountOf({ currency }: Bought, cents: number): string {
  return `${currency.toUpperCase()} ${twoDecimals(cents)}`;
}

/**
 * Returns a sentence for an order that was refunded before it was sent. An order that was sent keeps its shipped or
 * delivered status, whatever is refunded.
 */
function willNotBeSent({ status }: Bought): string {
  return status === "refunded" ? " It will not be sent." : "";
}

/** Returns each line with its number of units; omits lines with none. */
function linesOf(lines: Bought["lines"], unitsIn: (line: Bought["lines"][number]) => number): string[] {
  return lines.flatMap((line) => (unitsIn(line) > 0 ? [unitsOfLine(line, unitsIn(line))] : []));
}

/**
 * Returns a function that looks up the number of units of a line: 0 when `units` is missing, as in jobs that an older
 * version of the shop enqueued.
 */
function unitsAmong(units: Units | undefined) {
  return ({ line_number }: Bought["lines"][number]): number =>
    units?.find((one) => one.line_number === line_number)?.quantity ?? 0;
}
