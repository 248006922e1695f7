import { connect } from "node:net";
import { setTimeout as delay } from "node:timers/promises";

export type Said = {
  readonly text: string;
  readonly statuses: readonly number[];
  readonly milliseconds: number;
  readonly isClosed: boolean;
};

export type Speech = {
  /** What to send, in this order; a number is a pause in milliseconds. */
  readonly parts: readonly (string | Buffer | number)[];
  /** Closes the client's half of the connection after the last part. */
  readonly ends?: boolean;
  /** Maximum time to wait until the server disconnects, in milliseconds. */
  readonly patience?: number;
};

/** Sends raw bytes and returns what the server sent until it disconnected or the time was over. */
export const speak = (port: number, { parts, ends = false, patience = 1000 }: Speech): Promise<Said> =>
  new Promise((resolve) => {
    const start = performance.now();
    const chunks: Buffer[] = [];
    const socket = connect(port, "127.0.0.1");
    const finish = (isClosed: boolean) => {
      clearTimeout(timer);
      socket.destroy();
      const text = Buffer.concat(chunks).toString("latin1");
      const statuses = Array.from(text.matchAll(/HTTP\/1\.1 (\d{3}) /g), ([, status]) => Number(status));
      resolve({ text, statuses, milliseconds: performance.now() - start, isClosed });
    };
    const timer = setTimeout(finish, patience, false);
    socket.on("data", (chunk) => chunks.push(chunk));
    socket.on("error", () => undefined);
    socket.on("close", () => finish(true));
    const say = async () => {
      for (const part of parts) {
        if (typeof part === "number") await delay(part);
        else if (socket.writable) socket.write(part);
      }
      if (ends) socket.end();
    };
    void say();
  });
