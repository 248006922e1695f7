import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { runCommand } from "../../test/support/servers/command.ts";
import { testDatabase } from "../../test/support/databases/database.ts";

const database = testDatabase();

const npmRunJobs = (...asked: string[]) => runCommand(database().url, "jobs", ...asked);

const [waiting, failing, given, other] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];

test("npm run jobs says that there are none", async () => {
  assert.deepEqual(await npmRunJobs(), {
    code: 0,
    out: "Workers: none\nJobs: 0, running 0, failing 0, set aside 0\nLongest overdue: none\nSet aside: none\nWaiting: none\n",
    err: "",
  });
});

test("npm run jobs lists what was set aside and what waits, and shows nothing of what they carry", async () => {
  await database().sql(
    `insert into job (job_id, task, payload, created_at, run_at, attempts, failures, last_error, dead_lettered_at) values
      ($1, 'mail', '{"token":"secret-token"}', now() - interval '10 s', now() - interval '1 s', 0, 0, null, null),
      ($2, 'mail', '{}', now() - interval '3 min 5 s', now() + interval '2 min 30 s', 4, 4, 'connect ECONNREFUSED', null),
      ($3, 'mail', '{"token":"secret-token"}', now() - interval '2 days 1 h', now(), 600, 600, E'550 \\x1b[2Jno such box', now()),
      ($4, 'sweep', '{}', now() - interval '2 h 1 min', now(), 1, 1, 'boom', now() - interval '1 s')`,
    [waiting, failing, given, other],
  );
  const { code, out } = await npmRunJobs();
  assert.equal(code, 0);
  assert.equal(
    out.replace(/\d+ s old/, "10 s old").replace(/overdue: \d+ s/, "overdue: 1 s"),
    `Workers: none
Jobs: 2, running 0, failing 1, set aside 2
Longest overdue: 1 s
Set aside:
  ${other}  sweep: 2 h old, begun 1 time
    boom
  ${given}  mail: 2 d old, begun 600 times
    550  [2Jno such box
Waiting:
  ${waiting}  mail: 10 s old, due
  ${failing}  mail: 3 min old, begun 4 times, due in 2 min
    connect ECONNREFUSED
`,
  );
});

test("npm run jobs lists a thousand jobs and says how many more there are", async () => {
  const { sql } = database();
  await sql(
    `insert into job (job_id, task, payload, created_at, run_at)
     select gen_random_uuid(), 'mail', '{}', now(), now() + interval '1 day' from generate_series(1, 1002)`,
  );
  const { out } = await npmRunJobs();
  assert.match(out, /\n6 more are not listed\.\n$/);
  await sql("delete from job where run_at > now() + interval '1 hour'");
});

test("npm run jobs -- --json says how each kind stands, for a program", async () => {
  const { code, out } = await npmRunJobs("--json");
  const { workers, last_seen_seconds, tasks } = JSON.parse(out);
  assert.deepEqual([code, workers, last_seen_seconds], [0, 0, null]);
  assert.deepEqual(
    tasks.map(({ oldest_due_seconds, ...counts }: Record<string, unknown>) => [counts, Number(oldest_due_seconds) > 0]),
    [
      [{ task: "mail", waiting: 2, running: 0, failing: 1, dead_letters: 1 }, true],
      [{ task: "sweep", waiting: 0, running: 0, failing: 0, dead_letters: 1 }, false],
    ],
  );
});

test("the operations page shows the JSON with the names that it has, in their order", async () => {
  const page = readFileSync(new URL("../../docs/operations/jobs.md", import.meta.url), "utf8");
  const shown = JSON.parse(/^```json\n(.*?)^```$/ms.exec(page)?.[1] ?? "");
  const printed = JSON.parse((await npmRunJobs("--json")).out);
  assert.deepEqual(Object.keys(shown), Object.keys(printed));
  assert.deepEqual(Object.keys(shown.tasks[0]), Object.keys(printed.tasks[0]));
});

test("npm run jobs -- --retry gives one job its attempts again, and no other", async () => {
  const unknown = await npmRunJobs("--retry", randomUUID());
  assert.deepEqual([unknown.code, unknown.out], [1, "No job of this id was set aside.\n"]);
  assert.equal((await npmRunJobs("--retry", waiting)).code, 1, "it waits anyway");
  const wrong = await npmRunJobs("--retry", "17");
  assert.deepEqual([wrong.code, wrong.out], [2, ""]);
  assert.match(wrong.err, /"17" is not the id of a job/);
  assert.deepEqual(await npmRunJobs("--retry", given), {
    code: 0,
    out: `${given}  mail: tried again by the next server that is free.\n`,
    err: "",
  });
  const rows = await database().sql("select job_id from job where dead_lettered_at is null");
  assert.deepEqual(new Set(rows.map(({ job_id }) => job_id)), new Set([waiting, failing, given]));
});

test("npm run jobs -- --retry-all leaves none set aside; an unknown option is refused", async () => {
  assert.equal(
    (await npmRunJobs("--retry-all")).out,
    `${other}  sweep: tried again by the next server that is free.\n`,
  );
  assert.equal((await npmRunJobs("--retry-all")).out, "No job was set aside.\n");
  const unknown = await npmRunJobs("--delete");
  assert.equal(unknown.code, 2);
  assert.match(unknown.err, /--retry-all/);
});
