import type { Statuses } from "../import/index.ts";
import { parseCommandLine } from "./command-line.ts";

export const usage = `Usage: npm run import -- mysql://user:password@host/database    takes a TShirtShop over

  --dry-run            does everything, reports it, and undoes it
  --report <file>      writes the report as JSON too
  --pictures <folder>  copies the pictures that products name from there into the shop
  --replace-sample     removes the sample catalogue first, when nobody has used it
  --no-lock            leaves the source open for writing meanwhile
  --time-zone <zone>   where the older shop's clock stood, if not at its server's: +02:00 or America/New_York
  --status <n>=<state> what a number in orders.status means: pending, paid, shipped, delivered, cancelled or refunded;
                       0=pending, 1=paid, 2=delivered and 3=cancelled unless told otherwise

A password that is not in the address is taken from the variable MYSQL_PWD.
`;

const states: readonly string[] = ["pending", "paid", "shipped", "delivered", "cancelled", "refunded"];

/** Parses the command line; throws an error with a sentence where it is invalid. */
export function readArguments(given: readonly string[]) {
  const { values, positionals } = parseCommandLine({
    args: [...given],
    allowPositionals: true,
    options: {
      "dry-run": { type: "boolean", default: false },
      "no-lock": { type: "boolean", default: false },
      "replace-sample": { type: "boolean", default: false },
      report: { type: "string" },
      pictures: { type: "string" },
      "time-zone": { type: "string" },
      status: { type: "string", multiple: true, default: [] },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  const [source = "", ...others] = positionals;
  if (!values.help && (source === "" || others.length > 0)) throw new Error("One address of a source is needed.");
  return {
    source,
    isHelp: values.help,
    isRehearsal: values["dry-run"],
    lock: !values["no-lock"],
    replaceSample: values["replace-sample"],
    report: values.report,
    picturesFrom: values.pictures,
    timeZone: values["time-zone"],
    statuses: statusesOf(values.status),
  };
}

function statusesOf(given: readonly string[]): Statuses {
  return given.reduce((known, one) => {
    const [, number = "", state = ""] = /^(\d{1,9})=([a-z]+)$/.exec(one) ?? [];
    if (!states.includes(state))
      throw new Error(`--status takes a number and a state, such as 4=paid, and not "${one}".`);
    if (known.has(Number(number))) throw new Error(`--status says twice what ${Number(number)} means.`);
    return known.set(Number(number), state as NonNullable<ReturnType<Statuses["get"]>>);
  }, new Map<number, NonNullable<ReturnType<Statuses["get"]>>>());
}
