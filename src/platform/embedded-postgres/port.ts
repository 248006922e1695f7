import { createServer } from "node:net";

const address = "127.0.0.1";

/** Returns the first of the given ports that is free, else any free one. */
export async function freePort(wishes: number[]): Promise<number> {
  for (const port of wishes) if (port > 0 && port < 65_536 && (await listenOnce(port))) return port;
  const port = await listenOnce(0);
  if (!port) throw new Error(`No port of ${address} is free.`);
  return port;
}

function listenOnce(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(undefined));
    server.listen({ port, host: address, exclusive: true }, () => {
      const bound = server.address();
      server.close(() => resolve(typeof bound === "object" && bound ? bound.port : undefined));
    });
  });
}
