import assert from "node:assert/strict";
import { test } from "node:test";
import { readConfig, WrongSettings } from "./config.ts";

test("a currency without hundredths is refused, for its prices would be charged a hundredfold", () => {
  for (const currency of ["USD", "eur", "GBP", "HUF"])
    assert.equal(readConfig({ CURRENCY: currency }).currency, currency);
  for (const currency of ["JPY", "krw", "KWD", "MGA"])
    assert.throws(
      () => readConfig({ CURRENCY: currency }),
      (error) =>
        error instanceof WrongSettings &&
        error.message.startsWith(`CURRENCY is "${currency}", which has no hundredths`),
      currency,
    );
  assert.throws(() => readConfig({ CURRENCY: "ABC" }), /CURRENCY is "ABC", and no currency has that code/);
  assert.throws(() => readConfig({ CURRENCY: "Euro" }), /CURRENCY is "Euro": it must be three letters/);
});

test("an address whose password holds a sign of its own is refused in a sentence, without the password", () => {
  for (const name of ["DATABASE_URL", "DATABASE_READ_URL", "DATABASE_MIGRATE_URL"])
    assert.throws(
      () => readConfig({ [name]: "postgres://selvedge:se#cret/x@db.example/shop" }),
      (error) =>
        error instanceof WrongSettings &&
        error.message.startsWith(`${name} is not usable: in a user's name or a password write`) &&
        !error.message.includes("cret"),
      name,
    );
});
