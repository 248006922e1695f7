import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Stretch } from "./arrivals.ts";
import { type Entry, entriesOf } from "./records.ts";
import type { Opening, Play, SenderReply } from "./sender.ts";

/** Programs that send planned requests to a shop. */
export type Players = {
  /** Plays the stretches, and returns what became of each request. */
  play(stretches: readonly Stretch[]): Promise<Entry[]>;
  close(): void;
};

/** Requests per second that one program sends without being late itself. */
const mostPerSender = 12_000;

/** Starts as many load programs as the highest rate takes, and waits until their shoppers are registered. */
export async function openPlayers(opening: Opening, highestRate: number): Promise<Players> {
  const count = Math.max(1, Math.ceil(highestRate / mostPerSender));
  const share = {
    shoppers: Math.ceil(opening.shoppers / count),
    connections: Math.ceil(opening.connections / count),
  };
  const senders = await Promise.all(
    Array.from({ length: count }, (_, index) => openSender({ ...opening, ...share, seed: opening.seed + index })),
  );
  let plays = 0;
  return {
    async play(stretches) {
      plays += 1;
      const own = stretches.map(({ rate, seconds }) => ({ rate: rate / count, seconds }));
      const seed = opening.seed + 1000 * plays;
      return entriesOf(
        await Promise.all(senders.map((sender, index) => sender.play({ stretches: own, seed: seed + index }))),
      );
    },
    close() {
      for (const sender of senders) sender.close();
    },
  };
}

async function openSender(opening: Opening) {
  const program = fork(fileURLToPath(new URL("sender.ts", import.meta.url)), { serialization: "advanced" });
  const failed = once(program, "exit").then(([code]): never => {
    throw new Error(`A load program ended with ${code}.`);
  });
  failed.catch(() => undefined);
  const replyTo = async (told: Opening | Play): Promise<SenderReply> => {
    program.send(told);
    const [reply] = (await Promise.race([once(program, "message"), failed])) as [SenderReply];
    return reply;
  };
  await replyTo(opening);
  return {
    async play(told: Play) {
      const reply = await replyTo(told);
      if (!("records" in reply)) throw new Error("A load program told nothing of its requests.");
      return reply.records;
    },
    close: () => void program.kill(),
  };
}
