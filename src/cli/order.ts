import { moveOrder, ownerOf, describeOrder, describeOrdersToSend, type Target } from "../orders/index.ts";
import type { Database } from "../platform/database/database.ts";
import { refusal } from "../platform/refusal.ts";
import { refuseTaken } from "./command-line.ts";
import { withDatabase } from "./with-database.ts";

/** Statuses that a person can set; payments and refunds come from the payment provider only. */
const targets: readonly Target[] = ["shipped", "delivered", "cancelled"];
const [despiteRegion, despiteDispute] = ["--despite-region", "--despite-dispute"];
const usage = `Usage: npm run order                                       lists the paid orders that wait to be sent
       npm run order -- <order>                            shows its lines, where it goes, and its mails
       npm run order -- <order> ${targets.join("|")}
       npm run order -- <order> shipped ${despiteRegion}    sends it although its address lies in another region than its way leads to
       npm run order -- <order> shipped ${despiteDispute}   sends it although a dispute has taken its money, or may take it
`;

const mostListed = 200;
const given = process.argv.slice(2);
const isRegionWaived = given.includes(despiteRegion);
const isDisputeWaived = given.includes(despiteDispute);
const isWaived = isRegionWaived || isDisputeWaived;
const [asked = "", said = "", ...others] = given.filter((one) => ![despiteRegion, despiteDispute].includes(one));
const target = targets.find((one) => one === said);

const wrong = fault();
if (["-h", "--help"].includes(asked)) process.stdout.write(usage);
else if (wrong !== undefined) {
  process.stderr.write(`${wrong}\n${usage}`);
  process.exitCode = 2;
} else
  await withDatabase(async (db) => {
    process.stdout.write(`${(await answer(db)).join("\n")}\n`);
  });

/** Returns what is wrong with the arguments; undefined when nothing is. */
function fault(): string | undefined {
  try {
    refuseTaken([despiteRegion, despiteDispute].map((option) => option.slice(2)));
  } catch (error) {
    return (error as Error).message;
  }
  if (asked === "" && isWaived) return "Which order?";
  if (asked !== "" && !/^[1-9]\d{0,14}$/.test(asked)) return `"${asked}" is no order's number.`;
  if (said !== "" && !target) return `"${said}" is nothing that can be said of an order.`;
  if (others.length > 0) return `"${others[0]}" is too much.`;
  if (isWaived && target !== "shipped") return "Only an order that is to be shipped is sent despite something.";
  return undefined;
}

async function answer(db: Database): Promise<string[]> {
  if (asked === "") return describeOrdersToSend(db, mostListed);
  if (!target) return describeOrder(db, Number(asked));
  await move(db, Number(asked), target);
  return [`Order ${asked} is ${target}.`];
}

async function move(db: Database, orderId: number, to: Target): Promise<void> {
  const customerId = await ownerOf(db, orderId);
  if (customerId === undefined) throw refusal("ORD_01", "order_id");
  const note = [
    ...(isRegionWaived ? ["Sent although its address may lie in another region than its way leads to"] : []),
    ...(isDisputeWaived ? ["Sent although a dispute may take its money"] : []),
  ].join("; ");
  const mover = { byWhom: "npm run order", note, now: new Date(), isRegionWaived, isDisputeWaived };
  await moveOrder(db, { customerId, orderId }, to, mover);
}
