import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { readEnvFile, UnreadableFile } from "./env-file.ts";

const folder = mkdtempSync(join(tmpdir(), "selvedge-env-"));
after(() => rmSync(folder, { recursive: true }));
const file = join(folder, ".env");
const read = (bytes: Buffer) => {
  writeFileSync(file, bytes);
  return { ...readEnvFile(file) };
};
const said = (words: string) => (error: unknown) => error instanceof UnreadableFile && error.message.endsWith(words);

test("settings are read from a file in every encoding that editors on Windows write", () => {
  const lines = 'PORT=4312\r\n# a remark\r\nSHOP_NAME="Café & Co"\r\n';
  const settings = { PORT: "4312", SHOP_NAME: "Café & Co" };
  const little = Buffer.from(`\ufeff${lines}`, "utf16le");
  const written = {
    plain: Buffer.from(lines),
    mark: Buffer.from(`\ufeff${lines}`),
    little,
    big: Buffer.from(little).swap16(),
  };
  for (const [name, bytes] of Object.entries(written)) assert.deepEqual(read(bytes), settings, name);
});

test("lines are read as they are meant", () => {
  const lines = [
    "# a remark",
    "",
    "PORT=4312 # another",
    "  export HOST = ::1",
    "EMPTY=",
    "EMPTY_TOO= # of nothing",
    "URL='https://shop.example/#'",
    'SHOP_NAME="Café\nof many" # lines',
    "MAIL_FROM=Shop <a@b.c>",
    "TICKED=`'a' \"b\"`",
    "a.b-c=d=e",
  ];
  assert.deepEqual(read(Buffer.from(lines.join("\r"))), {
    PORT: "4312",
    HOST: "::1",
    EMPTY: "",
    EMPTY_TOO: "",
    URL: "https://shop.example/#",
    SHOP_NAME: "Café\nof many",
    MAIL_FROM: "Shop <a@b.c>",
    TICKED: "'a' \"b\"",
    "a.b-c": "d=e",
  });
});

test("a line that sets nothing is refused with its number, and not repeated", () => {
  for (const line of [
    "HOST",
    "HOST: secret",
    "set HOST=secret",
    '$env:HOST="secret"',
    '"HOST"=secret',
    "=secret",
    "; secret",
    "// secret",
    "[secret]",
    "JWT_SECRET=se#cret",
    "STOREFRONT_URL=https://secret.example/#",
    'SHOP_NAME="secret',
    "SHOP_NAME='s secret",
    'SHOP_NAME="a\\"secret"',
    'SHOP_NAME="a" secret',
  ])
    assert.throws(
      () => read(Buffer.from(`PORT=1\n# one\n${line}\nHOST=::1\n${line}`)),
      ({ message }: Error) =>
        /\.env cannot be read: line 3, 5 is not of the form/.test(message) && !/secret/.test(message),
      line,
    );
  assert.throws(() => read(Buffer.from('A="b\nc"\nwrong')), /: line 3 is not/);
});

test("a file that cannot be read as text is refused, and none is none", () => {
  for (const bytes of [
    Buffer.from("SHOP_NAME=Café", "latin1"),
    Buffer.from("PORT=1", "utf16le"),
    Buffer.from([0xff, 0xfe, 0]),
  ])
    assert.throws(() => read(bytes), said(".env cannot be read: save the file as UTF-8."));
  assert.throws(() => readEnvFile(folder), said("cannot be read: it is a folder."));
  assert.deepEqual(readEnvFile(join(folder, "none")), {});
});
