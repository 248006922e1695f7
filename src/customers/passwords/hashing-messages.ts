import type { Outcome, Task } from "./hashing-worker.ts";

/** What a process asks of the one that hashes for it. `network`: the client's network. */
export type HashingRequest = {
  readonly kind: "hash";
  readonly id: number;
  readonly task: Task;
  readonly network?: string;
};

/** The reply to it; without an outcome the task was refused, and the client is told 503. */
export type HashingReply = { readonly kind: "hashed"; readonly id: number; readonly outcome?: Outcome };

/** Asks the hashing process whether it is alive, and its reply. */
export type HashingPing = { readonly kind: "ping" };
export type HashingPong = { readonly kind: "pong" };
