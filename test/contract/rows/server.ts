import { version } from "../../../src/server/version.ts";
import { isBalanced } from "../../support/servers/front.ts";
import type { Rows } from "../row.ts";

/** What the server reports about itself. */
export const serverRows: Rows = {
  "GET /": { asks: () => ({ url: "/" }), answers: { name: "Selvedge", version } },
  "GET /livez": { asks: () => ({ url: "/livez" }), answers: { status: "alive" } },
  "GET /readyz": {
    asks: () => ({ url: "/readyz" }),
    answers: () => ({
      status: "ready",
      jobs: "no worker",
      redis: "none",
      ...(isBalanced() ? { replicas: [{}] } : { replica: "none", replicas: [] }),
    }),
  },
};
