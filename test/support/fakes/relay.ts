import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";

/** A proxy between the shop and its database, which can be cut, closed and silenced like a network. */
export type Relay = {
  /** URL of the database through the relay. */
  readonly url: string;
  /** Ends all connections; new ones are accepted. */
  cut(): void;
  /** Ends all connections and refuses new ones. */
  refuse(): Promise<void>;
  /** Accepts connections again, at the same address. */
  accept(): Promise<void>;
  /** Stops all data, or only replies, without closing connections. */
  hold(what?: "replies"): void;
  /** Passes on the stopped data. */
  release(): void;
  close(): Promise<void>;
};

const listening = (server: Server, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
  });

/** Opens a relay to the database at the given address, on a free port or a given one. */
export const openRelay = async (target: string, ownPort = 0): Promise<Relay> => {
  const { hostname, port: targetPort } = new URL(target);
  const sockets = new Set<Socket>();
  const replying = new Set<Socket>();
  let held: ReadonlySet<Socket> | undefined;

  const keep = (socket: Socket, twin: Socket) => {
    sockets.add(socket);
    socket.setNoDelay(true).on("error", () => undefined);
    socket.on("close", () => {
      sockets.delete(socket);
      twin.destroy();
    });
    socket.pipe(twin);
    if (held?.has(socket)) socket.pause();
  };
  const server = createServer((near) => {
    const far = connect(Number(targetPort), hostname);
    replying.add(far);
    far.on("close", () => replying.delete(far));
    keep(near, far);
    keep(far, near);
  });
  const port = await listening(server, ownPort);
  const cut = () => sockets.forEach((socket) => socket.destroy());
  const refuse = async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    cut();
    await closed;
  };

  return {
    url: Object.assign(new URL(target), { host: `127.0.0.1:${port}` }).href,
    cut,
    refuse,
    async accept() {
      if (!server.listening) await listening(server, port);
    },
    hold(what) {
      held = what === "replies" ? replying : sockets;
      held.forEach((socket) => socket.pause());
    },
    release() {
      held = undefined;
      sockets.forEach((socket) => socket.resume());
    },
    async close() {
      if (server.listening) await refuse();
    },
  };
};
