declare module "autocannon" {
  import type { EventEmitter } from "node:events";

  type Request = {
    path: string;
    method?: string;
    headers?: Record<string, string>;
    body?: string;
    /** Called before the request is sent; the context lasts for one pass of a connection through its requests. */
    setupRequest?: (request: object, context: Record<string, unknown>) => object;
    onResponse?: (status: number, body: string, context: Record<string, unknown>) => void;
  };
  export type Client = { setRequests(requests: Request[]): void };
  type Options = {
    url: string;
    connections: number;
    duration: number;
    overallRate?: number;
    requests: Request[];
    setupClient?: (client: Client) => void;
  };
  type Result = { duration: number; errors: number; timeouts: number; requests: { total: number } };
  type Run = Promise<Result> &
    EventEmitter<{ response: [Client, status: number, bytes: number, milliseconds: number] }>;

  export default function autocannon(options: Options): Run;
}
