import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { FastifyRequest } from "fastify";
import { refusal } from "../refusal.ts";
import { closeLongest, idleConnections } from "./idle-connections.ts";
import type { App } from "./server.ts";

export type ConnectionLimits = {
  /** Maximum number of open connections. A further one takes the place of the one that is idle longest; else it gets 503. */
  readonly connections: number;
  /**
   * Milliseconds without progress after which a connection is checked; a client that reads nothing of its reply is
   * disconnected at the second check.
   */
  readonly stall: number;
};

/**
 * Maximum number of requests, over all connections, that wait until the client has read the reply before theirs: some 5
 * kB each.
 */
const mostWaiting = 5000;

/** State of a connection: the reply to the latest request, and the number of waiting requests. */
type Turn = { last: ServerResponse; waiting: number };

/**
 * Limits the cost of connections: their number, the replies made for a client that does not read, and the time. Node
 * reports sockets without progress; one whose reply is being made stays open.
 */
export function boundConnections(app: App, { connections, stall }: ConnectionLimits): void {
  const isBeingAnswered = answerInTurn(app);
  app.server.setTimeout(stall, (socket) => {
    if (!isBeingAnswered(socket)) socket.destroy();
  });

  const idle = idleConnections(app);
  const beyond = new WeakSet<Socket>();
  let open = 0;
  app.server.maxConnections = connections + toldBeyond(connections);
  app.server.on("connection", (socket: Socket) => {
    open += 1;
    socket.once("close", () => (open -= 1));
    if (open > connections && !closeLongest(idle)) beyond.add(socket);
  });
  app.addHook("onRequest", (request, reply, done) => {
    if (!beyond.has(request.raw.socket) || isProbe(request)) return done();
    void reply.header("connection", "close");
    done(refusal("COM_50", "", { retryAfterSeconds: 5 }));
  });
}

/**
 * Returns whether a request is a health check. A proxy whose health checks are refused would take the server out of
 * service.
 */
export function isProbe({ routeOptions: { url } }: Pick<FastifyRequest, "routeOptions">): boolean {
  return url === "/livez" || url === "/readyz";
}

/** Returns the number of connections beyond the limit that get 503; further ones are closed at once. */
function toldBeyond(connections: number): number {
  return Math.max(100, Math.ceil(connections / 10));
}

/**
 * Starts a request only when the client has read the previous reply on the same connection: otherwise a client that
 * sends requests and never reads makes the server produce and hold thousands of replies.
 */
function answerInTurn(app: App): (socket: Socket) => boolean {
  const turns = new WeakMap<Socket, Turn>();
  let waiting = 0;

  const wait = (socket: Socket, turn: Turn, before: ServerResponse, go: () => void): void => {
    if (waiting >= mostWaiting) return void socket.destroy();
    if (turn.waiting === 0)
      socket.once("close", () => {
        waiting -= turn.waiting;
        turn.waiting = 0;
      });
    turn.waiting += 1;
    waiting += 1;
    before.once("close", () => {
      if (socket.destroyed || turn.waiting === 0) return;
      turn.waiting -= 1;
      waiting -= 1;
      go();
    });
  };

  app.addHook("onRequest", (request, reply, done) => {
    const { socket } = request.raw;
    const turn = turns.get(socket);
    if (!turn) {
      turns.set(socket, { last: reply.raw, waiting: 0 });
      return done();
    }
    const before = turn.last;
    turn.last = reply.raw;
    if (before.writableFinished) return done();
    // Ignores a request that arrived in one packet with one that ended the connection.
    if (!socket.destroyed) wait(socket, turn, before, done);
  });

  return (socket) => turns.get(socket)?.last.writableEnded === false && socket.writableLength === 0;
}
