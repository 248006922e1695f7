import assert from "node:assert/strict";
import { test } from "node:test";
import type { Letter } from "../platform/mail/letter.ts";
import { trialJob } from "../../test/support/fakes/post.ts";
import type { OwnerNews } from "./owner.letter.ts";
import { ownerTasks } from "./notify-owner.ts";

const news: OwnerNews = {
  kind: "dispute-opened",
  orderId: 17,
  amountCents: 2279,
  currency: "usd",
  reference: "dp_1",
  reason: "product_not_received",
};

const told = async (ownerEmail: string) => {
  const letters: Letter[] = [];
  const errors: unknown[][] = [];
  const tasks = ownerTasks({
    config: { ownerEmail },
    log: { error: (...said: unknown[]) => void errors.push(said) },
    post: { send: async (letter) => void letters.push(letter) },
  });
  await tasks["tell-owner"].run(news, trialJob());
  return { letters, errors };
};

const sentence = "A buyer's bank asks a payment back. Answer at the provider: what is not answered in time is lost.";

test("the owner reads what happened to which order's money", async () => {
  assert.deepEqual(await told("owner@example.com"), {
    letters: [
      {
        to: { name: "", address: "owner@example.com" },
        subject: "Order 17: dispute opened",
        parts: [
          { text: sentence },
          {
            rows: [
              ["Order", "17"],
              ["Amount", "USD 22.79"],
              ["The provider's number", "dp_1"],
              ["The provider's words", "product_not_received"],
            ],
          },
        ],
      },
    ],
    errors: [],
  });
});

test("without an address the log tells it, as an error", async () => {
  assert.deepEqual(await told(""), { letters: [], errors: [[news, sentence]] });
});
