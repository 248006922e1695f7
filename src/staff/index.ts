import type { Hashing } from "../customers/index.ts";
import type { Config } from "../platform/config.ts";
import type { Database } from "../platform/database/database.ts";
import { durationSeconds } from "../platform/duration.ts";
import type { Feature } from "../platform/feature.ts";
import type { IdentifyStaff } from "../platform/http/staff-access.ts";
import type { Attempts } from "../platform/limits/attempts.ts";
import { actionRoutes } from "./actions.routes.ts";
import { identifyBy } from "./identify.ts";
import { staffSchedule, staffTasks } from "./jobs.ts";
import { keyRoutes } from "./keys.routes.ts";
import { staffSessionRoutes } from "./sessions.routes.ts";
import { staffRoutes } from "./staff.routes.ts";

export { isRole, roleNames } from "./roles.ts";

export type StaffFeature = Feature & {
  /** Identifies the member of staff of a request, for every operation of staff. */
  readonly identify: IdentifyStaff;
};

export type StaffOptions = {
  readonly db: Database;
  readonly config: Config;
  readonly attempts: Attempts;
  readonly hashing: Hashing;
};

/**
 * Opens the feature: accounts of staff, what they may do, and the log of what they did. Its rules are loaded when they
 * are first needed, which in most servers they never are.
 */
export function openStaff({ db, config, attempts, hashing }: StaffOptions): StaffFeature {
  const { shopName, staffUrl } = config;
  const dependencies = {
    db,
    attempts,
    hashing,
    shopName,
    limits: config,
    mailLimits: config,
    sessionLifetimeSeconds: durationSeconds(config.staffSessionLifetime),
  };
  return {
    name: "staff",
    apiTags: [{ name: "Staff", description: "Who works in the shop, what they may do, and what they did" }],
    identify: identifyBy(db),
    routes(route) {
      staffSessionRoutes(route, dependencies);
      staffRoutes(route, dependencies);
      keyRoutes(route, dependencies);
      actionRoutes(route, dependencies);
    },
    tasks: (post) => staffTasks({ db, post, staffUrl, shopName }),
    schedule: staffSchedule,
  };
}

/** Returns what commands and the start of a shop do with staff; `staffUrl` is where their browsers reach it. */
export async function openStaffCommands(db: Database, staffUrl: string) {
  const { staffCommands } = await import("./staff-command.ts");
  return staffCommands(db, staffUrl);
}
