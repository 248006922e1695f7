import { requireMigrated } from "../../platform/database/migrate.ts";
import { findPrimary } from "../../platform/database/primary.ts";
import { requireOwnSession } from "../../platform/database/session.ts";
import { fault, ok, warning, type DatabaseCheck, type Finding } from "./check.ts";
import { databaseState, databaseTime, walArchiving } from "./doctor.queries.ts";

/** Part of the connections in use from which on the next servers may find none. */
const crowdedShare = 0.8;
/** Differences of the clocks: tokens, limits and sales then begin and end at the wrong time; and are refused. */
const [noticedSeconds, wrongSeconds] = [2, 30];

export const databaseChecks: readonly DatabaseCheck[] = [
  {
    name: "database",
    async ask({ db, url }, { config }) {
      const began = performance.now();
      const state = await db.first(databaseState());
      const milliseconds = Math.round(performance.now() - began);
      if (!state) return [];
      if (config.databaseUrl !== "") await requireOwnSession(url);
      if (config.databaseMigrateUrl !== "") await requireMigrated(await findPrimary(config.databaseMigrateUrl));
      const { connections, most_connections: most, version } = state;
      return [
        ok(`PostgreSQL ${version} answers within ${milliseconds} ms; ${connections} of ${most} connections are used.`),
        ...crowds(state),
        ...hazards(state),
      ];
    },
  },
  {
    name: "clock",
    async ask({ db }) {
      const sent = Date.now();
      const answer = await db.first(databaseTime());
      const received = Date.now();
      if (!answer) return [];
      // The database looked at its clock at some moment between both.
      const ahead = answer.now.getTime() > received ? answer.now.getTime() - received : 0;
      const behind = answer.now.getTime() < sent ? sent - answer.now.getTime() : 0;
      const seconds = Math.max(ahead, behind) / 1000;
      if (seconds < noticedSeconds) return [ok("This machine's clock and the database's agree.")];
      const message = `The database's clock is ${seconds.toFixed(0)} s ${ahead > 0 ? "ahead of" : "behind"} this machine's.`;
      const advice = "Set both by a time server: run chrony or systemd-timesyncd on each machine.";
      return [seconds < wrongSeconds ? warning(message, advice) : fault(message, advice)];
    },
  },
  {
    name: "archive",
    async ask({ db }, { config }) {
      if (config.databaseUrl !== "")
        return [ok("Whether a server of your own archives its WAL is up to its operator.")];
      const archive = await db.first(walArchiving());
      if (!archive?.is_on && config.walArchive === "")
        return [ok("No WAL_ARCHIVE is set: a backup restores the moment at which it was made, and no later one.")];
      if (!archive?.is_on)
        return [fault("WAL_ARCHIVE is set, and the running database does not archive.", "Start the shop again.")];
      if (archive.failing_since)
        return [
          fault(
            `The database cannot copy its WAL to WAL_ARCHIVE, last at ${archive.failing_since.toISOString()}: its own disk fills up meanwhile.`,
            "See to the space and the owner of that folder; PostgreSQL's log, beside its data, says why.",
          ),
        ];
      return [ok(`The last WAL was archived at ${archive.last_archived_at?.toISOString() ?? "no time yet"}.`)];
    },
  },
];

type Use = {
  readonly connections: number;
  readonly most_connections: number;
  readonly connections_of_role: number;
  readonly most_of_role: number | null;
  readonly connections_of_database: number;
  readonly most_of_database: number | null;
};

/** Returns a warning for each limit of connections that is nearly reached: the server's, the role's, the database's. */
function crowds(use: Use): Finding[] {
  const limits = [
    ["the server's", use.connections, use.most_connections, "Raise max_connections"],
    ["the role's", use.connections_of_role, use.most_of_role, "Raise its limit (alter role … connection limit)"],
    [
      "the database's",
      use.connections_of_database,
      use.most_of_database,
      "Raise its limit (alter database … connection limit)",
    ],
  ] as const;
  return limits
    .filter(([, used, most]) => most !== null && used > most * crowdedShare)
    .map(([whose, used, most, advice]) =>
      warning(
        `${used} of ${whose} ${most} connections are used: further ones are refused soon, and requests get 503.`,
        `${advice}, run fewer servers, or give each fewer connections (docs/operations/connections.md).`,
      ),
    );
}

type State = {
  readonly is_read_only: boolean;
  readonly synchronous_commit: string;
  readonly is_checked: boolean;
};

function hazards({ is_read_only, synchronous_commit, is_checked }: State): Finding[] {
  const found: Finding[] = [];
  if (is_read_only)
    found.push(
      fault(
        "The database takes no changes: nobody can buy.",
        "Name the primary in DATABASE_URL, or let it take changes again; hosts stop that when a disk fills up.",
      ),
    );
  if (synchronous_commit === "off")
    found.push(
      fault(
        "synchronous_commit is off: a crash of the database loses orders that customers were told of.",
        "Set synchronous_commit to on, for the server, the database and the role.",
      ),
    );
  if (!is_checked)
    found.push(
      warning(
        "The database's files have no checksums: a disk that changes them is not noticed.",
        "Stop that PostgreSQL and run pg_checksums --enable, or make the next one with initdb --data-checksums.",
      ),
    );
  return found;
}
