import assert from "node:assert/strict";
import { test } from "node:test";
import { dictionary } from "@zxcvbn-ts/language-common";
import { Refusal } from "../../platform/refusal.ts";
import { requireGoodPassword } from "./password-policy.ts";

const own = ["Ada K. Weaver", "ada.weaver99@mill.example"];
const isGood = (password: string, passwordPolicy: "on" | "off" = "on", about: readonly string[] = own): boolean => {
  try {
    requireGoodPassword(password, { passwordPolicy, shopName: "Warp & Weft" }, about);
    return true;
  } catch (error) {
    assert.ok(error instanceof Refusal && error.code === "USR_10" && error.field === "password");
    return false;
  }
};

test("none of the 10 000 commonest passwords goes", () => {
  const common = dictionary["passwords-common"].slice(0, 10_000);
  assert.equal(common.length, 10_000);
  assert.deepEqual(
    common.filter((password) => isGood(password)),
    [],
  );
});

test("capitals, digits and signs around a common password make it no better", () => {
  const bad = [
    "Password1!",
    "password!",
    "Welcome@123",
    "Admin@123",
    "qwerty123456",
    "ILOVEYOU!",
    "Elizabeth1985",
    "!!sunshine",
    "2026dragon!",
    "Pa$$w0rd2026",
    "p@ssword",
    "pass-word",
    "ＰＡＳＳＷＯＲＤ１",
    "adminadmin",
    "asdasdasd",
    "poiuytrewq",
  ];
  assert.deepEqual(
    bad.filter((password) => isGood(password)),
    [],
  );
});

test("what is known of the customer and the shop is no password, with digits and signs neither", () => {
  const known = [
    "adaweaver",
    "Ada K. Weaver",
    "WEAVER2026!",
    "ada.weaver99@mill.example",
    "ada.weaver99",
    "AdaWeaver123",
    "@da.weaver!",
    "Warp & Weft",
    "warpweft2026",
    "WarpWeft!!",
  ];
  assert.deepEqual(
    known.filter((password) => isGood(password)),
    [],
  );
  assert.ok(isGood("ada.weaver99", "on", ["Bob", "bob@mill.example"]), "another's name is none of one's own");
});

test("what takes long to guess goes, though it holds a name or a common word", () => {
  const good = ["twill and denim 9", "weaver of blue cloth", "pale blue", "password of the red fox", "ünïcödé 🧵"];
  assert.deepEqual(
    good.filter((password) => !isGood(password)),
    [],
  );
});

test("with the policy off anything goes", () => {
  for (const password of ["1", "password", "ada.weaver99@mill.example"]) assert.ok(isGood(password, "off"));
});
