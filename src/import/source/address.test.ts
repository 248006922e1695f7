import assert from "node:assert/strict";
import { test } from "node:test";
import { readAddress } from "./address.ts";
import { sourceFault } from "./source-fault.ts";

const advice = /% must be written as %25, @ as %40, : as %3A, \/ as %2F.*MYSQL_PWD/;

test("a password of reserved characters is read, or the refusal says how to write it", () => {
  for (const [written, password] of [
    ["p@ss", "p@ss"],
    ["p:a:ss", "p:a:ss"],
    ["p%40%2F%3A%25", "p@/:%"],
  ] as const)
    assert.equal(readAddress(`mysql://old:${written}@db/shop`, "").password, password, written);
  for (const secret of ["50%off", "se/cret", "123/secret", "123/se@cret", "se?cret", "se#cret", "100%"])
    assert.throws(
      () => readAddress(`mysql://old:${secret}@db/shop`, ""),
      ({ message }: Error) => {
        assert.match(message, advice, secret);
        assert.ok(!message.includes(secret) && !message.includes("cret"), message);
        return true;
      },
      secret,
    );
  assert.equal(readAddress("mysql://old@db/shop", "50%off @/:").password, "50%off @/:");
});

test("who is denied is told of it too: a sign that stands for another is no fault of the address", () => {
  const { password, where, database } = readAddress("mysql://old:50%41@db/shop", "");
  assert.equal(password, "50A");
  assert.match(sourceFault({ code: "ER_ACCESS_DENIED_ERROR" }, where, database).message, advice);
});
