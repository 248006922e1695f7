import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Reply } from "./ask.ts";

// Runs as a separate process: answers every request with the reply it received, by node:http alone.
process.once("message", ({ status, headers, body }: Reply) => {
  const server = createServer((_request, response) => {
    response.writeHead(status, headers as string[]);
    response.end(body);
  });
  server.keepAliveTimeout = 75_000;
  server.listen(0, "127.0.0.1", () => process.send?.((server.address() as AddressInfo).port));
});
process.once("disconnect", () => process.exit(0));
