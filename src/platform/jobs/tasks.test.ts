import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { test } from "node:test";
import { testDatabase } from "../../../test/support/databases/database.ts";
import { keptLog } from "../../../test/support/servers/log.ts";
import { trialJob } from "../../../test/support/fakes/post.ts";
import { jobTasks } from "./tasks.ts";

const database = testDatabase();

test("a dead letter is deleted after thirty days, and told; a waiting job stays", async () => {
  const { db, sql } = database();
  const add = (task: string, days: number, isSetAside: boolean) =>
    sql(
      `insert into job (job_id, task, payload, run_at, created_at, dead_lettered_at)
       select $1, $2, '{}', now(), now() - interval '90 days', case when $4 then now() - make_interval(days => $3) end`,
      [randomUUID(), task, days, isSetAside],
    );
  await add("old", 31, true);
  await add("young", 29, true);
  await add("waiting", 0, false);
  await sql("insert into job_worker values ($1, now(), now() - interval '2 days'), ($2, now(), now())", [
    randomUUID(),
    randomUUID(),
  ]);
  const log = keptLog();
  await jobTasks(db)["sweep-dead-letters"].run(undefined as never, trialJob({ warn: log.warn }));
  assert.deepEqual(await sql("select task from job order by task"), [{ task: "waiting" }, { task: "young" }]);
  assert.deepEqual(
    log.lines.map(({ fields }) => fields),
    [{ of: "old", count: 1 }],
  );
  assert.equal((await sql("select from job_worker")).length, 1);
});
