import assert from "node:assert/strict";
import { test } from "node:test";
import { asMeant } from "./misread-text.ts";
import { LegacyRow } from "./row.ts";
import { isSecret, keptCard, keptHash, phoneWithoutCards, withoutCards } from "./secrets.ts";
import { asLine, asProse, cut, readText } from "./text.ts";

const latin1 = (...bytes: number[]) => readText(Buffer.from(bytes), "latin1");

test("bytes are read in the charset of their column, and Windows-1252 is what MySQL calls latin1", () => {
  assert.deepEqual(latin1(0x43, 0x61, 0x66, 0xe9), { text: "Café", mends: [] });
  assert.deepEqual(latin1(0x93, 0x80, 0x94), { text: "“€”", mends: ["Windows-1252 read as such"] });
  assert.deepEqual(readText(Buffer.from("Café – 日本"), "utf8mb4"), { text: "Café – 日本", mends: [] });
  assert.deepEqual(readText(Buffer.from([0x43, 0xe9]), "utf8mb3"), {
    text: "Cé",
    mends: ["bytes that are no UTF-8 read as Windows-1252"],
  });
});

test("UTF-8 misread as Windows-1252 is repaired where no other text is possible", () => {
  const misread = (text: string) => new TextDecoder("windows-1252").decode(Buffer.from(text));
  for (const meant of ["Café", "Zoë’s naïve façade", "20 °C – £5", "Müller & Söhne", "à la carte", "Ñandú é"])
    assert.equal(asMeant(misread(meant)), meant, misread(meant));
  for (const right of ["Café", "LÃ…", "CAFÉ…", "«LÃ»", "MAÇÃ", "Â", "naïve Ã© and 日本", "IRMÃ – Â", "É” said he"])
    assert.equal(asMeant(right), undefined, right);
});

test("C1 controls are bytes of Windows-1252; five stand for nothing, and are dropped and told", () => {
  const bytes = Buffer.from([0x73, 0xc2, 0x92, 0x73]);
  assert.deepEqual(readText(bytes, "utf8mb4"), { text: "s’s", mends: ["C1 controls read as Windows-1252"] });
  const misread = "UTF-8 that had been taken for Windows-1252";
  assert.deepEqual(readText(bytes, "latin1"), { text: "s’s", mends: [misread] });
  // Next to a letter that was read correctly, and misread twice.
  assert.equal(latin1(0xe9, 0xc2, 0x92, 0x73).text, "é’s");
  assert.equal(readText(Buffer.from("é Â’s Â– Â…"), "utf8mb4").text, "é ’s – …");
  assert.equal(readText(Buffer.from("sâ\u0080\u0099s"), "utf8mb4").text, "s’s");
  const letters = new TextDecoder("windows-1252").decode(Uint8Array.from({ length: 32 }, (_, index) => 0x80 + index));
  const controls = Array.from({ length: 32 }, (_, index) => String.fromCharCode(0x80 + index)).join("");
  assert.equal(readText(Buffer.from(controls), "utf8mb3").text, letters);
  const seen = [...letters].filter((letter) => letter > "\u009f");
  assert.equal(seen.length, 27);
  for (const letter of seen) assert.equal(asMeant(`pÂ${letter}q`), `p${letter}q`);
  const tidy = asLine(readText(Buffer.from("a\u0081b\u008dc"), "utf8mb4").text);
  assert.deepEqual(tidy, { text: "abc", mends: ["invisible characters removed"] });
  assert.equal(asLine(latin1(0x61, 0xc2, 0x9d, 0x62).text).text, "ab");
});

const rowOf = (table: "customer" | "product", columns: Record<string, string | Buffer>) =>
  new LegacyRow(
    table,
    new Map(Object.keys(columns).map((column) => [column, "utf8mb4"])),
    Object.fromEntries(Object.entries(columns).map(([column, value]) => [column, Buffer.from(value)])),
  );

test("a mended text is told with its row, before and after, and without the number of a card", () => {
  const row = rowOf("product", { product_id: "19", description: "season\u0092s  most", name: "Owl" });
  row.prose("description", 1000);
  row.line("name", 100);
  assert.deepEqual(row.texts, [
    {
      table: "product",
      row: "19",
      column: "description",
      what: "C1 controls read as Windows-1252",
      before: "season\u0092s  most",
      after: "season’s  most",
    },
  ]);
  const customer = rowOf("customer", { customer_id: "3", address_1: " Card  4111 1111 1111 1111\u200b" });
  assert.equal(customer.line("address_1", 100), "Card XXXXXXXX1111");
  assert.ok(
    customer.texts.length === 1 && !JSON.stringify(customer.texts).replaceAll(" ", "").includes("4111111111111111"),
  );
  assert.deepEqual([customer.losses, customer.keptLosses], [["address_1: a card's number masked"], []]);
});

test("no hash of a password is kept with a row, whatever it was made by", () => {
  const hash = "$2y$10$KHghI8RQvi2Qm21QmBhjt.f3goTNtaq3oiVY2PNFAf0CAOnKjoCuq";
  for (const password of [hash, "5f4dcc3b5aa765d61d8327deb882cf99", "plain words", "$argon2id$v=19$m=1$abc"])
    assert.equal(rowOf("customer", { customer_id: "3", password }).content()["password"], "(not kept)", password);
  assert.equal(rowOf("customer", { customer_id: "3", password: "" }).content()["password"], "");
});

test("what cannot be seen goes, lines stay lines, and no character is halved", () => {
  assert.equal(asLine("\u0000\ufeff Two\u200b  \t Owls\u00a0\r\n").text, "Two Owls");
  assert.deepEqual(asLine("Two Owls").mends, []);
  assert.equal(asLine("👩‍🌾").text, "👩‍🌾");
  assert.equal(asProse(" one  two \r\n\u0007\n three\t").text, "one  two\n\n three");
  assert.equal(cut("🦉🦉🦉", 2), "🦉🦉");
  assert.equal(cut("🦉🦉", 2), "🦉🦉");
});

test("a card's number is masked however it is grouped, and other numbers stay", () => {
  const masked = "XXXXXXXX1111";
  for (const written of [
    "4111111111111111",
    "4111 1111 1111 1111",
    "4111-1111-1111-1111",
    "41111111 11111111",
    "4111\t1111\n1111\r\n1111",
    "4111\u200b1111\u00ad1111\u00071111",
    "4111–1111—1111‑1111",
    "4111_1111·1111\u202f1111",
    "4111/1111, 1111|1111",
    "4111)(1111)*1111&nbsp;1111",
    "4111\u22121111+1111 1111",
  ])
    assert.equal(withoutCards(`with ${written}.`), `with ${masked}.`);
  assert.equal(withoutCards("4111 1111 1111 1111 12/25 123"), `${masked} 12/25 123`);
  assert.equal(withoutCards("order 17 4111 1111 1111 1111 5500-0055-5555-5559"), `order 17 ${masked} XXXXXXXX5559`);
  for (const other of ["4111 1111 1111 1112", "+49 521 1234567", "0000000000000000", "ISBN 9780306406157"])
    assert.equal(withoutCards(other), other);
});

test("a text full of numbers takes no longer for them", () => {
  for (const [words, cards] of [
    ["12 ", 0],
    ["12\n", 0],
    ["4111-1111-1111-1112:", 0],
    ["4111 1111 1111 1111:", 1],
    ["4111 1111 1111 1111 ", 1],
  ] as const) {
    const times = Math.floor(65_536 / words.length);
    assert.equal(withoutCards(words.repeat(times)).split("XXXXXXXX1111").length - 1, cards * times, words);
  }
});

test("in phone numbers and e-mail addresses only what no phone number has is taken for a card", () => {
  for (const [card, masked] of [
    ["4111-1111-1111-1111", "XXXXXXXX1111"],
    ["day: 4111111111111111 x 12", "day: XXXXXXXX1111 x 12"],
    ["378282246310005", "XXXXXXXX0005"],
    ["30569309025904", "XXXXXXXX5904"],
    ["4111111111111111@example.com", "XXXXXXXX1111@example.com"],
  ] as const)
    assert.equal(phoneWithoutCards(card), masked);
  for (const phone of [
    "+49 1511 2345676",
    "4222222222222",
    "0049 151 1234 5678",
    "(555) 123-4567 / (555) 987-6543",
    "5511912345671",
    "4111 1111 1111 1112",
  ])
    assert.equal(phoneWithoutCards(phone), phone);
});

test("an owner's own columns that hold secrets are known by their name or content", () => {
  for (const column of [
    "user_pass",
    "password_2",
    "reset_token",
    "CVV",
    "card_exp",
    "exp_month",
    "salt",
    "remember_me",
    "cvvcode",
    "cardCvv",
    "userpin",
    "pincode",
    "sessionid",
    "apikey",
    "cardno",
    "ccNumber",
  ])
    assert.ok(isSecret(column, "1"), column);
  for (const column of [
    "shipping_note",
    "tracking",
    "birthday",
    "company",
    "vat_number",
    "accent",
    "success",
    "opinion",
  ])
    assert.ok(!isSecret(column, "1"), column);
  for (const hash of ["5f4dcc3b5aa765d61d8327deb882cf99", "$P$BnZ0KBsEUqMVlXbFqrEsR3XG7BRyw70", "$2y$10$abcdefghijk"])
    assert.ok(isSecret("legacy", hash), hash);
  for (const other of ["5f4dcc3b", "$5 off $10 and more", "", "a note"]) assert.ok(!isSecret("legacy", other), other);
});

test("of a stored card its last digits are kept, and of what is no card nothing", () => {
  assert.equal(keptCard(" 4111 1111 1111 1111 "), "XXXXXXXX1111");
  assert.equal(keptCard("XXXXXXXX4242"), "XXXXXXXX4242");
  assert.equal(keptCard("**** **** **** 4242"), "XXXXXXXX4242");
  for (const other of [
    "",
    "4242",
    "4111111111111112",
    "9f86d081884c7d659a2feaa0c55ad015",
    "<card>4111111111111111</card>",
  ])
    assert.equal(keptCard(other), undefined, other);
});

test("a hash is kept when it is bcrypt's, whole, and no trap for whoever compares with it", () => {
  const rest = "KHghI8RQvi2Qm21QmBhjt.f3goTNtaq3oiVY2PNFAf0CAOnKjoCuq";
  for (const kept of [`$2b$04$${rest}`, `$2a$10$${rest}`, `$2y$14$${rest}`]) assert.equal(keptHash(kept), kept);
  for (const other of [
    `$2b$10$${rest.slice(1)}`,
    `$2b$31$${rest}`,
    `$2x$10$${rest}`,
    `$1$${rest}`,
    "5f4dcc3b5aa765d61d8327deb882cf99",
    "",
  ])
    assert.equal(keptHash(other), undefined, other);
});
