import type { FastifyReply } from "fastify";

/** Returns the reply of an idempotent request; sets `Idempotent-Replayed` when it is a repetition. */
export function replayed<Reply>(
  reply: FastifyReply,
  done: { readonly reply: Reply; readonly isReplayed: boolean },
): Reply {
  if (done.isReplayed) reply.header("idempotent-replayed", "true");
  return done.reply;
}
