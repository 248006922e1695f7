import assert from "node:assert/strict";
import { test } from "node:test";
import { base32, codeAt, stepAt, stepOfCode, totpUrl } from "./totp.ts";

const secret = Buffer.from("12345678901234567890");

test("codes are those of RFC 6238, appendix B", () => {
  const vectors = [
    [59, "287082"],
    [1_111_111_109, "081804"],
    [1_111_111_111, "050471"],
    [1_234_567_890, "005924"],
    [2_000_000_000, "279037"],
    [20_000_000_000, "353130"],
  ] as const;
  for (const [seconds, code] of vectors) assert.equal(codeAt(secret, stepAt(seconds * 1000)), code);
});

test("a code is known by its step, the one before and the one after, and by no other", () => {
  const now = 1_111_111_109_000;
  const step = stepAt(now);
  for (const distance of [-1, 0, 1])
    assert.equal(stepOfCode(secret, codeAt(secret, step + distance), now), step + distance);
  for (const distance of [-2, 2]) assert.equal(stepOfCode(secret, codeAt(secret, step + distance), now), undefined);
  for (const wrong of ["", "12345", "1234567", "abcdef", "٠٨١٨٠٤"])
    assert.equal(stepOfCode(secret, wrong, now), undefined);
});

test("secrets are written as RFC 4648 has it, and as apps read them", () => {
  assert.equal(base32(Buffer.from("foobar")), "MZXW6YTBOI");
  assert.equal(base32(secret), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
  assert.equal(
    totpUrl(secret, "Tees & more", "ada@example.com"),
    "otpauth://totp/Tees%20%26%20more:ada%40example.com?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Tees%20%26%20more",
  );
});
