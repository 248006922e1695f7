import { randomUUID } from "node:crypto";
import type { Job } from "../../../src/platform/jobs/task.ts";
import type { Letter } from "../../../src/platform/mail/letter.ts";

/** Returns a job as a run receives it; `options` replace its fields. */
export function trialJob(options: Partial<Job> = {}): Job {
  return {
    id: randomUUID(),
    createdAt: new Date("2026-03-04T05:06:07.089Z"),
    signal: new AbortController().signal,
    warn: () => undefined,
    done: async () => undefined,
    ...options,
  };
}

/** Returns a mail with every kind of part; `options` replace its fields. */
export function trialLetter(options: Partial<Letter> = {}): Letter {
  return {
    to: { name: "Ada Lovelace", address: "ada@example.com" },
    subject: "Your order 17",
    parts: [
      { text: "Thank you, Ada." },
      {
        rows: [
          ["Chartres Cathedral, M, 2 pieces", "$33.90"],
          ["Shipping", "$20.00"],
        ],
        sum: ["Total", "$53.90"],
      },
      { button: "See the order", url: "https://shop.example.com/orders/17?a=1&b=2" },
      { note: "You need not answer." },
    ],
    ...options,
  };
}
