import { moveOrder, ownerOf, type Target } from "../orders/index.ts";
import { Refusal, refusal } from "../platform/refusal.ts";
import { withDatabase } from "./with-database.ts";

/** What a person says of an order; it is paid and refunded by the payment provider alone. */
const targets: readonly Target[] = ["shipped", "delivered", "cancelled"];
const [despiteRegion, despiteDispute] = ["--despite-region", "--despite-dispute"];
const usage = `Usage: npm run order -- <order> ${targets.join("|")}
       npm run order -- <order> shipped ${despiteRegion}    sends it although its address lies in another region than its way leads to
       npm run order -- <order> shipped ${despiteDispute}   sends it although a dispute has taken its money, or may take it
`;

const given = process.argv.slice(2);
const isRegionWaived = given.includes(despiteRegion);
const isDisputeWaived = given.includes(despiteDispute);
const isWaived = isRegionWaived || isDisputeWaived;
const [asked = "", said = "", ...others] = given.filter((one) => ![despiteRegion, despiteDispute].includes(one));
const target = targets.find((one) => one === said);
if (["-h", "--help"].includes(asked)) process.stdout.write(usage);
else if (!/^[1-9]\d{0,14}$/.test(asked) || !target || others.length > 0 || (isWaived && target !== "shipped")) {
  process.stderr.write(usage);
  process.exitCode = 2;
} else
  await withDatabase(async (db) => {
    const orderId = Number(asked);
    try {
      const customerId = await ownerOf(db, orderId);
      if (customerId === undefined) throw refusal("ORD_01", "order_id");
      const note = [
        ...(isRegionWaived ? ["Sent although its address may lie in another region than its way leads to"] : []),
        ...(isDisputeWaived ? ["Sent although a dispute may take its money"] : []),
      ].join("; ");
      const mover = { byWhom: "npm run order", note, now: new Date(), isRegionWaived, isDisputeWaived };
      await moveOrder(db, { customerId, orderId }, target, mover);
      process.stdout.write(`Order ${asked} is ${target}.\n`);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      process.stderr.write(`${error.message}\n`);
      process.exitCode = 1;
    }
  });
