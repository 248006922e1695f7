import { Type } from "typebox";
import { setting, type Setting } from "./setting.ts";

/** Settings of the processes of one machine, and of the connections that each of them opens. */
export const processSettings = {
  workers: setting(
    "WORKERS",
    Type.String({ pattern: "^(auto|[1-9]\\d?)$", admits: "auto, or a number from 1 to 99" }),
    "1",
    "Number of processes that answer requests on this machine; `auto` is one for each core. `npm start -- --workers auto` sets it too.",
  ),
  passwordThreads: setting(
    "PASSWORD_THREADS",
    Type.String({ pattern: "^(auto|[1-9]\\d?)$", admits: "auto, or a number from 1 to 99" }),
    "auto",
    "Number of passwords that are hashed at once on this machine; each takes a core and 19 MB. `auto`: one for each core; where several processes answer requests, one fewer, so that a core is left to them.",
  ),
  databaseConnections: setting(
    "DATABASE_CONNECTIONS",
    Type.String({ pattern: "^(auto|[3-9]|[1-9]\\d{1,2}|1000)$", admits: "auto, or a number from 3 to 1000" }),
    "auto",
    "Maximum number of connections of one server process to its database, all kinds together. `auto`: those that the database admits, divided by the number of servers that are there.",
  ),
} as const satisfies Record<string, Setting>;
