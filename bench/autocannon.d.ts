declare module "autocannon" {
  import type { EventEmitter } from "node:events";

  type Request = {
    path: string;
    method?: string;
    headers?: Record<string, string>;
    body?: string;
    onResponse?: (status: number, body: string) => void;
  };
  export type Client = { setRequests(requests: Request[]): void };
  type Wish = {
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

  export default function autocannon(wish: Wish): Run;
}
