import { readFileSync } from "node:fs";
import { Type, type Static } from "typebox";
import { Value } from "typebox/value";

const text = Type.String({ minLength: 1 });

const Process = Type.Object(
  {
    /** Its name in what the release says. */
    name: text,
    /** Shell command that ends it in order and starts it again, and returns once the old one is gone. */
    restart: text,
    /** URL, on its host, that answers 200 once it can serve. */
    ready: Type.Optional(Type.String({ pattern: "^https?://\\S+$" })),
    /** Shell command that succeeds while it runs, for a process that answers no requests. */
    alive: Type.Optional(text),
  },
  { additionalProperties: false },
);

const HostPlan = Type.Object(
  {
    /** Where ssh leads, as in `deploy@shop-1.example`; `local` is this machine, without ssh. */
    at: Type.String({ pattern: "^\\w[\\w@.:\\[\\]-]*$" }),
    /** Folder on the host that holds `releases`, `shared` and `current`. */
    folder: Type.String({ pattern: "^/[\\w./-]*\\w$" }),
    /** Restarted one after the other, in this order. */
    processes: Type.Array(Process, { minItems: 1 }),
  },
  { additionalProperties: false },
);

const Given = Type.Object(
  {
    /** In the order in which they are released; the first one migrates the database. */
    hosts: Type.Array(HostPlan, { minItems: 1 }),
    /** Shell command that installs packages in a new release. */
    install: Type.Optional(text),
    /** Program and options that run a command on a host. */
    ssh: Type.Optional(Type.Array(text, { minItems: 1 })),
    /** Number of releases that stay on a host. */
    keep: Type.Optional(Type.Integer({ minimum: 2, maximum: 100 })),
    /** Maximum time until a restarted process is ready, in seconds. */
    gateSeconds: Type.Optional(Type.Number({ minimum: 1, maximum: 600 })),
    /** How long a process must stay ready before the next one is restarted: at least until the proxy uses it again. */
    settleSeconds: Type.Optional(Type.Number({ minimum: 0, maximum: 60 })),
  },
  { additionalProperties: false },
);

export type Process = Static<typeof Process>;
export type HostPlan = Static<typeof HostPlan>;
/** Where a release goes, and how: what stands in `deploy/release/example.json`. */
export type Plan = Required<Static<typeof Given>>;

/** A file that is no plan; the message says why. */
export class WrongPlan extends Error {}

const defaults = {
  install: "npm ci --omit=dev --no-audit --no-fund",
  ssh: ["ssh", "-o", "BatchMode=yes", "-o", "ConnectTimeout=10", "-o", "ServerAliveInterval=15"],
  keep: 5,
  gateSeconds: 60,
  settleSeconds: 5,
};

/** Reads a plan from a file. Throws WrongPlan. */
export function readPlan(path: string): Plan {
  try {
    return planOf(JSON.parse(readFileSync(path, "utf8")));
  } catch (error) {
    throw error instanceof WrongPlan ? error : new WrongPlan(`${path} cannot be read: ${(error as Error).message}`);
  }
}

/** Checks a plan and fills in the defaults. Throws WrongPlan. */
export function planOf(given: unknown): Plan {
  const [fault] = Value.Errors(Given, given);
  if (fault) throw new WrongPlan(`The plan is wrong at ${fault.instancePath || "/"}: ${fault.message}.`);
  const plan = { ...defaults, ...(given as Static<typeof Given>) };
  for (const { at, processes } of plan.hosts)
    for (const { name, ready, alive } of processes)
      if ((ready === undefined) === (alive === undefined))
        throw new WrongPlan(`The plan is wrong: ${name} of ${at} needs either "ready" or "alive".`);
  return plan;
}
