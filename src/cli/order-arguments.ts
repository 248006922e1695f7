import { parseCommandLine } from "./command-line.ts";
import { readLines, type NamedLines } from "./line-arguments.ts";

export const usage = `Usage: npm run order                                       lists the paid orders that wait to be sent
       npm run order -- <order>                            shows its lines, where it goes, its parcels and mails
       npm run order -- ship <order> [options]             sends it, or a part of it, and mails its buyer
       npm run order -- deliver <order> [--parcel <n>]     says that it arrived, or its nth parcel
       npm run order -- invoice <order>                    prints its invoice, and gives it a number if it has none
       npm run order -- note <order> "<text>"              adds a note, which only the shop's people see
       npm run order -- events <order>                     lists what happened to it
       npm run order -- <order> shipped|delivered|cancelled

  --line <n>[=<quantity>]    the order's nth line, or so many units of it; may stand more than once.
                             Without any, all that is left to send
  --carrier <name>           who carries it
  --tracking <number>        by what the buyer finds it there
  --despite-region           sends it although its address lies in another region than its way leads to
  --despite-dispute          sends it although a dispute has taken its money, or may take it
`;

/** Parsed command line. */
export type OrderCommand =
  | { readonly act: "list" }
  | { readonly act: "show" | "cancel" | "invoice" | "events"; readonly orderId: number }
  | { readonly act: "note"; readonly orderId: number; readonly content: string }
  | { readonly act: "deliver"; readonly orderId: number; readonly shipment?: number }
  | {
      readonly act: "ship";
      readonly orderId: number;
      readonly parcel: { readonly lines?: NamedLines; readonly carrier?: string; readonly trackingNumber?: string };
      readonly isRegionWaived: boolean;
      readonly isDisputeWaived: boolean;
    };

const options = {
  line: { type: "string", multiple: true },
  carrier: { type: "string" },
  tracking: { type: "string" },
  parcel: { type: "string" },
  "despite-region": { type: "boolean" },
  "despite-dispute": { type: "boolean" },
  help: { type: "boolean", short: "h" },
} as const;

type Values = ReturnType<typeof parse>["values"];

/** What is done to an order whose number follows. */
const verbs = ["ship", "deliver", "invoice", "note", "events"] as const;
type Verb = (typeof verbs)[number];

/** What is done to an order, by the words that may follow its number. */
const acts: Readonly<Record<string, "ship" | "deliver" | "cancel">> = {
  shipped: "ship",
  delivered: "deliver",
  cancelled: "cancel",
};

/** Maximum length of a carrier's name, and of a tracking number. */
const longestName = 100;
const longestNote = 5000;

/** Parses the command line. Returns undefined for --help; throws an error with a sentence where it is invalid. */
export function readOrderArguments(given: readonly string[]): OrderCommand | undefined {
  const { values, positionals } = parse(given);
  if (values.help) return undefined;
  const [first = "", second = "", ...others] = positionals;
  const verb = verbs.find((one) => one === first);
  const asked = verb ? second : first;
  const act = verb ?? actOf(second);
  if (asked === "" && act === "show" && Object.keys(values).length === 0) return { act: "list" };
  if (asked === "") throw new TypeError("Which order?");
  if (!/^[1-9]\d{0,14}$/.test(asked)) throw new TypeError(`"${asked}" is no order's number.`);
  if (act === undefined) throw new TypeError(`"${second}" is nothing that can be said of an order.`);
  const [content = "", ...more] = act === "note" ? others : ["", ...others];
  if (more.length > 0) throw new TypeError(`"${more[0]}" is too much.`);
  requireFitting(act, values);
  const orderId = Number(asked);
  if (act === "note") return { act, orderId, content: noteOf(content) };
  if (act === "ship") return { act, orderId, parcel: parcelOf(values), ...waivedIn(values) };
  if (act === "deliver") return { act, orderId, ...shipmentIn(values) };
  return { act, orderId };
}

function parse(given: readonly string[]) {
  return parseCommandLine({ args: [...given], options, allowPositionals: true });
}

function actOf(said: string): Verb | "show" | "cancel" | undefined {
  if (said === "") return "show";
  return Object.hasOwn(acts, said) ? acts[said] : undefined;
}

/** Throws for options of another act. */
function requireFitting(act: string, values: Values): void {
  if (act !== "ship" && (values["despite-region"] || values["despite-dispute"]))
    throw new TypeError("Only an order that is to be shipped is sent despite something.");
  if (act !== "ship" && [values.line, values.carrier, values.tracking].some((one) => one !== undefined))
    throw new TypeError("Only an order that is to be shipped has lines, a carrier and a tracking number.");
  if (act !== "deliver" && values.parcel !== undefined)
    throw new TypeError("Only what is delivered is named as a parcel.");
}

function parcelOf({ line, carrier, tracking }: Values) {
  return {
    ...(line ? { lines: readLines(line) } : {}),
    ...(carrier === undefined ? {} : { carrier: nameOf(carrier, "--carrier") }),
    ...(tracking === undefined ? {} : { trackingNumber: nameOf(tracking, "--tracking") }),
  };
}

function nameOf(given: string, option: string): string {
  const name = given.trim();
  if (name === "" || name.length > longestName) throw new TypeError(`${option} takes 1 to ${longestName} characters.`);
  return name;
}

function noteOf(given: string): string {
  const content = given.trim();
  if (content === "" || content.length > longestNote)
    throw new TypeError(`A note has 1 to ${longestNote} characters: npm run order -- note 12 "rang twice"`);
  return content;
}

function waivedIn(values: Values) {
  return {
    isRegionWaived: values["despite-region"] ?? false,
    isDisputeWaived: values["despite-dispute"] ?? false,
  };
}

function shipmentIn({ parcel }: Values) {
  if (parcel === undefined) return {};
  if (!/^[1-9]\d{0,3}$/.test(parcel)) throw new TypeError(`"${parcel}" is no parcel's number.`);
  return { shipment: Number(parcel) };
}
