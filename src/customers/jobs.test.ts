import assert from "node:assert/strict";
import { test } from "node:test";
import { isSignedIn, refresh, signUp } from "../../test/support/clients/customers.ts";
import { testShop } from "../../test/support/servers/shop.ts";
import { limitTasks } from "../platform/limits/limits.jobs.ts";
import { trialJob } from "../../test/support/fakes/post.ts";
import { sweepTasks } from "./jobs.ts";

const shop = testShop();
const job = trialJob();
const count = async (table: string) => Number((await shop().sql(`select count(*) from ${table}`))[0]?.["count"]);

test("what is over goes, however much it is, and what goes on stays", async () => {
  const { app, db, sql } = shop();
  const member = await signUp(app);
  await sql(
    `
    insert into session (customer_id, session_id, generation, token_hash, device, address, created_at, last_used_at, expires_at)
    select $1, 'over-and-over-again-' || n, 0, sha256(''), '', '', now(), now(), now() - interval '2 days' from generate_series(1, 2500) as n`,
    [member.id],
  );
  await sql(
    "insert into revoked_session select 'revoked-' || n, now() + make_interval(mins => n) from generate_series(-3, 2) as n",
  );
  await sql(
    "insert into customer_sign_out select 1000 + n, n, null, now() + make_interval(mins => 10 * n - 25) from generate_series(1, 4) as n",
  );
  await sql(
    "insert into mailed_token select $1, sha256(n::text::bytea), 'email', 'a@b', now() + make_interval(mins => 10 * n - 25) from generate_series(1, 4) as n",
    [member.id],
  );
  await sql(
    "insert into attempt_count select 'swept-' || n, 1, now() + make_interval(mins => 10 * n - 25) from generate_series(1, 4) as n",
  );
  await sql(
    "insert into known_network select $1, 'swept-' || n, now() - make_interval(days => 88 + n) from generate_series(1, 3) as n",
    [member.id],
  );
  const attempts = await count("attempt_count");
  await sweepTasks(db)["sweep-customers"].run(undefined as never, job);
  await limitTasks(db)["sweep-attempts"].run(undefined as never, job);
  assert.deepEqual(
    [
      await count("session"),
      await count("revoked_session"),
      await count("customer_sign_out"),
      await count("mailed_token"),
      await count("attempt_count"),
    ],
    [1, 2, 2, 2, attempts - 2],
  );
  assert.deepEqual(
    (await sql("select network from known_network where network like 'swept-%'")).map(({ network }) => network),
    ["swept-1"],
  );
  assert.ok(await isSignedIn(app, member.accessToken));
  assert.equal((await refresh(app, member.refreshToken)).statusCode, 200);
});
