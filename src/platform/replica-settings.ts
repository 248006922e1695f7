import { Type } from "typebox";
import { postgresUrl, setting, whole, type Setting } from "./setting.ts";

const postgresUrls = Type.String({
  pattern: "^(postgres(ql)?://[^]*)?$",
  admits: "addresses like postgres://user:password@host:5432/name, separated by commas or blanks",
});

/** Settings of replicas, which answer reads of the catalogue. */
export const replicaSettings = {
  databaseReadUrls: setting(
    "DATABASE_READ_URLS",
    postgresUrls,
    "",
    "Addresses of streaming replicas (standbys), each of one server. The catalogue is read from those that are well. Empty: from the primary.",
  ),
  databaseReadUrl: setting(
    "DATABASE_READ_URL",
    postgresUrl,
    "",
    "The former name of `DATABASE_READ_URLS`, for one replica; it is still obeyed where that is empty.",
  ),
  replicaLagMaxMilliseconds: setting(
    "REPLICA_LAG_MAX_MS",
    whole(500, 3_600_000),
    1000,
    "A replica that is further behind the primary, in milliseconds, is not read from.",
  ),
  replicas: setting(
    "REPLICAS",
    whole(0, 5),
    0,
    "Number of streaming replicas of the embedded database, which are started beside it and read from.",
  ),
  synchronousReplicas: setting(
    "SYNCHRONOUS_REPLICAS",
    whole(0, 5),
    0,
    "Number of these that must have stored a change before it is confirmed (`synchronous_standby_names = 'ANY n (…)'`). While fewer run, nothing is confirmed.",
  ),
} as const satisfies Record<string, Setting>;
