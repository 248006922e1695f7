import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { FastifyRequest } from "fastify";
import { refusal } from "../refusal.ts";
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

/** State of a connection: the reply to the latest request, undefined before the first, and the number of waiting requests. */
type Turn = { last: ServerResponse | undefined; waiting: number };

/** Open connections by their sockets; the one whose latest request is oldest stands first. */
type Turns = Map<Socket, Turn>;

/**
 * Limits the cost of connections: their number, the replies made for a client that does not read, and the time. Node
 * reports sockets without progress; one whose reply is being made stays open.
 */
export function boundConnections(app: App, { connections, stall }: ConnectionLimits): void {
  const turns: Turns = new Map();
  const beyond = new WeakSet<Socket>();
  app.server.maxConnections = connections + toldBeyond(connections);
  app.server.on("connection", (socket: Socket) => {
    turns.set(socket, { last: undefined, waiting: 0 });
    socket.once("close", () => turns.delete(socket));
    if (turns.size > connections && !closeLongestIdle(turns, socket)) beyond.add(socket);
  });
  answerInTurn(app, turns);
  app.server.setTimeout(stall, (socket) => {
    if (!isBeingAnswered(socket, turns.get(socket))) socket.destroy();
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
 * Closes the connection that has asked nothing for longest, of those that no reply is owed to, and returns whether there
 * was one. So a client that opens all connections and keeps them does not keep others out.
 */
function closeLongestIdle(turns: Turns, newest: Socket): boolean {
  for (const [socket, { last, waiting }] of turns) {
    if (socket === newest || waiting > 0 || last?.writableFinished === false) continue;
    turns.delete(socket);
    socket.destroy();
    return true;
  }
  return false;
}

/** Returns whether the client has read all that was sent to it so far, and waits for the rest of a reply. */
function isBeingAnswered(socket: Socket, turn: Turn | undefined): boolean {
  return turn?.last?.writableEnded === false && socket.writableLength === 0;
}

/**
 * Starts a request only when the client has read the previous reply on the same connection: otherwise a client that
 * sends requests and never reads makes the server produce and hold thousands of replies.
 */
function answerInTurn(app: App, turns: Turns): void {
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
    if (!turn) return socket.destroyed ? undefined : done();
    turns.delete(socket);
    turns.set(socket, turn);
    const before = turn.last;
    turn.last = reply.raw;
    if (!before || before.writableFinished) return done();
    // Ignores a request that arrived in one packet with one that ended the connection.
    if (!socket.destroyed) wait(socket, turn, before, done);
  });
}
