import { id, intentOf, now, type Act, type Book, type Thing } from "./book.ts";
import { listOf } from "./refunds.ts";

export const disputeActs: Readonly<Record<string, Act>> = {
  "GET /v1/disputes": listOf(({ disputes }) => disputes),
};

/** Actions of buyers' banks. */
export type DisputeDesk = {
  /** A bank disputes the payment, or a part of it; the money is withdrawn at once, unless the bank only inquires. */
  openDispute(intent: string, more?: { amount?: number; isInquiry?: boolean }): Thing;
  /** The bank reviews the shop's evidence. */
  reviewDispute(dispute: string): void;
  /** The bank changes the disputed amount. */
  changeDispute(dispute: string, amount: number): void;
  /** The bank decides. The money of a won dispute is returned. */
  closeDispute(dispute: string, status: "won" | "lost" | "warning_closed"): void;
};

const withdrawal = (amount: number): Thing => ({ id: id("txn"), object: "balance_transaction", amount: -amount });

export const disputeDesk = (book: Book): DisputeDesk => ({
  openDispute(name, { amount, isInquiry = false } = {}) {
    const intent = intentOf(book, name);
    const charge = book.charges.get(intent["latest_charge"]) as Thing;
    const asked = amount ?? charge["amount"];
    const dispute: Thing = {
      id: id("dp"),
      object: "dispute",
      amount: asked,
      balance_transactions: isInquiry ? [] : [withdrawal(asked)],
      charge: charge["id"],
      created: now(),
      currency: charge["currency"],
      evidence_details: { due_by: now() + 7 * 86_400, has_evidence: false, past_due: false, submission_count: 0 },
      metadata: {},
      payment_intent: intent["id"],
      reason: "product_not_received",
      status: isInquiry ? "warning_needs_response" : "needs_response",
    };
    charge["disputed"] = true;
    book.disputes.set(dispute["id"], dispute);
    book.tell("charge.dispute.created", dispute);
    if (!isInquiry) book.tell("charge.dispute.funds_withdrawn", dispute);
    return dispute;
  },
  reviewDispute(name) {
    const dispute = book.disputes.get(name) as Thing;
    dispute["status"] = "under_review";
    book.tell("charge.dispute.updated", dispute);
  },
  changeDispute(name, amount) {
    const dispute = book.disputes.get(name) as Thing;
    Object.assign(dispute, { amount, balance_transactions: [withdrawal(amount)] });
    book.tell("charge.dispute.updated", dispute);
  },
  closeDispute(name, status) {
    const dispute = book.disputes.get(name) as Thing;
    dispute["status"] = status;
    book.tell("charge.dispute.closed", dispute);
    if (status !== "won") return;
    dispute["balance_transactions"] = [...dispute["balance_transactions"], withdrawal(-dispute["amount"])];
    book.tell("charge.dispute.funds_reinstated", dispute);
  },
});
