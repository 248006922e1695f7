import { parseArgs } from "node:util";
import type { Effort } from "./effort.ts";

export const usage = `npm run bench -- [options]

  --seconds 5       how long a round lasts
  --rounds 3        rounds of the shop and of the bare server each, in turn; the median counts
  --connections 32  connections that ask at once
  --only cached     only loads of which a word begins so, several with commas; "start" measures the starts, "logins" signing in
  --workers 2       processes that answer requests while logins are measured, with one more that hashes passwords; one by default

Instead of the loads:
  --search          asks the judged queries of test/search, and tells how well they are answered
  --data stress     measures the read paths of large catalogues, the same at each size
    --sizes 101,1000,9900,10100,100000,1000000
    --keep folder   keeps the databases for the next run, which need not fill them again
  --against folder  compares with the server of another tree, which has node_modules: the same loads, in paired rounds
                    of 2 s in the order ABBA; processor time per request of server and database as a ratio new / old
    --rounds 12     pairs of rounds
    --traced 0.1    the new server sends this part of its traces to a receiver here; with --against . that is all that differs
    --data stress   compares the read paths of large catalogues; --sizes (100000) and --keep as above
  --memory          tells the resident memory of server and database under a mix of shoppers' requests, and after it
    --minutes 30    how long
    --connections 24
  --day 1000000     plays the peaks of so many daily users (npm run capacity): requests at planned times, whatever the shop
                    answers, timed from when each was due; then 150 and 200 % of what it holds
    --seconds 60    how long each peak lasts
    --servers 2     server processes on one database, behind HAProxy, unless the machine has none
    --direct        the servers in turn, without HAProxy
    --replicas 1    of the database
    --only normal   normal, event, overload
    --seed 1        the same seed plans the same requests
  --scale 1,2,4,8   measures so many server processes on one database, a load program for each, and the cores of each part
    --rounds 1      rounds of 5 s (--seconds); the median counts
    --only list     a product, a list, a cart and purchases unless others are chosen
    --database-connections 100
                    that the database admits, whatever the processes ask for
`;

const options = {
  seconds: { type: "string" },
  rounds: { type: "string" },
  connections: { type: "string" },
  workers: { type: "string" },
  only: { type: "string", default: "" },
  search: { type: "boolean", default: false },
  data: { type: "string", default: "sample" },
  sizes: { type: "string", default: "" },
  keep: { type: "string", default: "" },
  against: { type: "string", default: "" },
  traced: { type: "string" },
  memory: { type: "boolean", default: false },
  minutes: { type: "string" },
  day: { type: "string" },
  servers: { type: "string" },
  replicas: { type: "string" },
  direct: { type: "boolean", default: false },
  seed: { type: "string" },
  scale: { type: "string", default: "" },
  "database-connections": { type: "string" },
  help: { type: "boolean", default: false },
} as const;

/** What the command line asks for. Each measurement has its own default for a number that is not given. */
export type Asked = ReturnType<typeof readOptions>;

/** Parses the command line. Throws when an option is unknown, or no whole number where one is expected. */
export function readOptions() {
  const { values } = parseArgs({ options });
  return {
    ...values,
    only: values.only.split(",").filter(Boolean),
    sizes: values.sizes.split(",").filter(Boolean),
    scale: values.scale
      .split(",")
      .filter(Boolean)
      .map((each) => wholeNumber("scale", each)),
    seconds: numberOf("seconds", values.seconds),
    rounds: numberOf("rounds", values.rounds),
    connections: numberOf("connections", values.connections),
    workers: numberOf("workers", values.workers),
    traced: partOf("traced", values.traced),
    minutes: numberOf("minutes", values.minutes),
    day: numberOf("day", values.day),
    servers: numberOf("servers", values.servers),
    replicas: values.replicas === "0" ? 0 : numberOf("replicas", values.replicas),
    seed: numberOf("seed", values.seed),
    databaseConnections: numberOf("database-connections", values["database-connections"]),
  };
}

/** Returns the effort that is asked for. Fewer than three rounds of five seconds are only for a quick look. */
export function effortOf({ seconds, rounds, connections }: Asked, defaults: Effort): Effort {
  return {
    seconds: seconds ?? defaults.seconds,
    rounds: rounds ?? defaults.rounds,
    connections: connections ?? defaults.connections,
  };
}

function numberOf(name: string, given: string | undefined): number | undefined {
  return given === undefined ? undefined : wholeNumber(name, given);
}

function partOf(name: string, given: string | undefined): number | undefined {
  const part = given === undefined ? undefined : Number(given);
  if (part !== undefined && !(part > 0 && part <= 1))
    throw new Error(`--${name} ${given}: it must be a number above 0, at most 1.`);
  return part;
}

function wholeNumber(name: string, given: string): number {
  const number = Number(given);
  if (!Number.isInteger(number) || number < 1) throw new Error(`--${name} ${given}: it must be a whole number from 1.`);
  return number;
}
