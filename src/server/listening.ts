import { once } from "node:events";
import { createServer } from "node:net";
import type { Config } from "../platform/config.ts";
import type { Shop } from "./app.ts";

/** The API's port is used by another program, or this machine does not have its address. */
export class PortTaken extends Error {}

type Where = Pick<Config, "host" | "port">;

/** Throws PortTaken for an address on which the API cannot listen, before a database is created for it. */
export async function requireListenable(where: Where): Promise<void> {
  const server = createServer();
  try {
    await once(server.listen(where), "listening");
  } catch (error) {
    throw whyNotListening(error, where);
  }
  await new Promise((resolve) => void server.close(resolve));
}

/** Begins to listen on the API's address, and returns its URL. */
export function listenOn({ app }: Pick<Shop, "app">, { host, port }: Where): Promise<string> {
  return app.listen({ host, port }).catch((error: unknown) => {
    throw whyNotListening(error, { host, port });
  });
}

/** Returns a failure to listen as PortTaken, with a message for the owner, where the owner can fix it. */
function whyNotListening(error: unknown, { host, port }: Where): unknown {
  const { code = "" } = error as NodeJS.ErrnoException;
  if (code === "EADDRINUSE")
    return new PortTaken(`Port ${port} is in use by another program. Stop it, or choose another: PORT=3001 npm start`, {
      cause: error,
    });
  if (["EACCES", "EADDRNOTAVAIL", "ENOTFOUND", "EAI_AGAIN"].includes(code))
    return new PortTaken(`The API cannot listen on ${host}:${port} (${code}). Choose another HOST or PORT.`, {
      cause: error,
    });
  return error;
}
