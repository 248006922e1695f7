import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { FastifyRequest } from "fastify";
import { refusal } from "../refusal.ts";
import type { App } from "./server.ts";

export type ConnectionLimits = {
  /** So many may be open; who comes after is told to come again. */
  readonly connections: number;
  /** Milliseconds after which a client that takes nothing of what it is sent is looked at; at the second look it is cut off. */
  readonly stall: number;
};

/** Requests that wait, over all connections, for the reply before theirs to be taken: some 5 kB each. */
const mostWaiting = 5000;

/** What a connection's client asked last, and how many of its requests wait. */
type Turn = { last: ServerResponse; waiting: number };

/**
 * Bounds what connections cost: how many there are, what is made for a client that does not read, and for how long. Node
 * tells of a socket on which nothing moved; one that a reply is being made for is left alone.
 */
export function boundConnections(app: App, { connections, stall }: ConnectionLimits): void {
  const isBeingAnswered = answerInTurn(app);
  app.server.setTimeout(stall, (socket) => {
    if (!isBeingAnswered(socket)) socket.destroy();
  });

  const beyond = new WeakSet<Socket>();
  let open = 0;
  app.server.maxConnections = connections + toldBeyond(connections);
  app.server.on("connection", (socket: Socket) => {
    open += 1;
    socket.once("close", () => (open -= 1));
    if (open > connections) beyond.add(socket);
  });
  app.addHook("onRequest", (request, reply, done) => {
    if (!beyond.has(request.raw.socket) || isProbe(request)) return done();
    void reply.header("connection", "close");
    done(refusal("COM_50", "", { retryAfterSeconds: 5 }));
  });
}

/** A proxy that may not ask how a server is would take it out. */
export function isProbe({ routeOptions: { url } }: Pick<FastifyRequest, "routeOptions">): boolean {
  return url === "/livez" || url === "/readyz";
}

/** Beyond the limit so many more are told why; others find the door shut. */
function toldBeyond(connections: number): number {
  return Math.max(100, Math.ceil(connections / 10));
}

/**
 * On one connection a request is begun when the reply before it was taken: else a client that asks and never reads has
 * thousands of replies made and held for it.
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
    // What came in one packet with a request that ended the connection.
    if (!socket.destroyed) wait(socket, turn, before, done);
  });

  return (socket) => turns.get(socket)?.last.writableEnded === false && socket.writableLength === 0;
}
