import type { Socket } from "node:net";
import type { App } from "./server.ts";

/**
 * Returns the connections whose last reply is finished and that have sent nothing since, the longest idle first. So a
 * client that opens all connections and keeps them does not keep others out.
 */
export function idleConnections(app: App): Set<Socket> {
  const idle = new Set<Socket>();
  const requests = new WeakMap<Socket, number>();
  app.addHook("onRequest", (request, reply, done) => {
    const { socket } = request.raw;
    if (!requests.has(socket)) socket.once("close", () => idle.delete(socket));
    requests.set(socket, (requests.get(socket) ?? 0) + 1);
    idle.delete(socket);
    reply.raw.once("close", () => {
      const left = (requests.get(socket) ?? 1) - 1;
      requests.set(socket, left);
      if (left === 0 && !socket.destroyed) idle.add(socket);
    });
    done();
  });
  return idle;
}

/** Closes the connection that has been idle longest; returns whether there was one. */
export function closeLongest(idle: Set<Socket>): boolean {
  const [longest] = idle;
  if (!longest) return false;
  idle.delete(longest);
  longest.destroy();
  return true;
}
