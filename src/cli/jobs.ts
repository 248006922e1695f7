import { summary, told } from "../platform/jobs/list.ts";
import { jobGauges, retryJobs, undoneJobs } from "../platform/jobs/jobs.queries.ts";
import { presentWorkers } from "../platform/jobs/workers.ts";
import type { Database } from "../platform/database/database.ts";
import { parseCommandLine } from "./command-line.ts";
import { withDatabase } from "./with-database.ts";

const usage = `Usage: npm run jobs                     lists what waits and what was given up and set aside
       npm run jobs -- --json           says how jobs stand, by kind, for a program
       npm run jobs -- --retry <id>     tries the job of this id again
       npm run jobs -- --retry-all      tries every job again that was set aside
`;

const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

const asked = readArguments();
if (asked.retry !== undefined && !uuid.test(asked.retry)) fail(`"${asked.retry}" is not the id of a job.`);
if (asked.help) process.stdout.write(usage);
else
  await withDatabase(async (db) => {
    if (asked["retry-all"]) await retry(db, null);
    else if (asked.retry !== undefined) await retry(db, asked.retry);
    else await list(db, asked.json ?? false);
  });

function readArguments() {
  try {
    const { values } = parseCommandLine({
      options: {
        retry: { type: "string" },
        "retry-all": { type: "boolean" },
        json: { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    });
    if ([values.retry !== undefined, values["retry-all"], values.json].filter(Boolean).length > 1)
      throw new Error("One of --json, --retry and --retry-all.");
    return values;
  } catch (error) {
    return fail((error as Error).message);
  }
}

function fail(message: string): never {
  process.stderr.write(`${message}\n${usage}`);
  process.exit(2);
}

async function retry(db: Database, id: string | null): Promise<void> {
  const again = await db.all(retryJobs(id));
  for (const { job_id, task } of again) say(`${job_id}  ${task}: tried again by the next server that is free.`);
  if (again.length > 0) return;
  say(id ? "No job of this id was set aside." : "No job was set aside.");
  if (id) process.exitCode = 1;
}

/** Prints jobs, as text or JSON. Neither form shows payloads, which may be secret. */
async function list(db: Database, isForProgram: boolean): Promise<void> {
  const [gauges, workers] = await Promise.all([db.all(jobGauges()), presentWorkers(db)]);
  if (isForProgram)
    say(JSON.stringify({ workers: workers.workers, last_seen_seconds: workers.lastSeenSeconds, tasks: gauges }));
  else say(`${summary(gauges, workers)}\n${told(await db.all(undoneJobs()), gauges, new Date())}`);
}

function say(text: string): void {
  void process.stdout.write(`${text}\n`);
}
