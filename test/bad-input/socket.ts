import { connect } from "node:net";
import { setTimeout as delay } from "node:timers/promises";

export type Said = {
  readonly text: string;
  readonly statuses: readonly number[];
  readonly milliseconds: number;
  readonly isClosed: boolean;
};

export type Speech = {
  /** What is sent, in this order; a number is a pause in milliseconds. */
  readonly parts: readonly (string | Buffer | number)[];
  /** Ends our half after the last part. */
  readonly ends?: boolean;
  /** Stops waiting for the server to hang up. */
  readonly patience?: number;
};

/** Sends bytes as they are and answers what came back until the server hung up, or patience ended. */
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
