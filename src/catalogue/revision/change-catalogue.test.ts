import assert from "node:assert/strict";
import { test } from "node:test";
import { testDatabase } from "../../../test/support/databases/database.ts";
import { fillWithSample } from "../../server/sample.ts";
import { row, text, integer } from "../../platform/database/columns.ts";
import { reads, writes } from "../../platform/database/statement.ts";
import { refusal } from "../../platform/refusal.ts";
import { changeCatalogueNow } from "./change-catalogue.ts";
import { revision } from "./revision.queries.ts";

const database = testDatabase({ sharedConnections: 3, transactionConnections: 12 });

const Tally = row({ products: integer, links: integer, words: integer, taxes: integer, rates: integer });
const tally = () => reads(Tally)`
  select (select count(*) from product) as products, (select count(*) from product_attribute) as links,
    (select count(*) from search_word) as words, (select count(*) from tax) as taxes, (select count(*) from shipping) as rates`;
const addProduct = (name: string) => writes(row({ product_id: integer }))`
  insert into product (name, description, price_cents) values (${name}, 'A shirt', 1000) returning product_id`;
const productCalled = (name: string) =>
  reads(row({ product_id: integer }))`select product_id from product where name = ${name}`;
const knownWord = (word: string) => reads(row({ word: text }))`select word from search_word where word = ${word}`;

const revisionNow = async () => (await database().db.first(revision()))?.revision ?? -1;

/** Opens a second listener, which records the notifications. */
const announcements = async () => {
  const client = await database().connect();
  const heard: string[] = [];
  client.on("notification", ({ payload }) => heard.push(payload ?? ""));
  await client.query("listen catalogue");
  // A notification that was sent before this round trip has arrived after it.
  return { heard: async () => (await client.query("select 1"), [...heard]) };
};

test("six servers that fill an empty shop at once fill it once", async () => {
  const { db, url } = database();
  const filled = await Promise.all(Array.from({ length: 6 }, () => fillWithSample(url)));
  assert.equal(filled.filter(Boolean).length, 1);
  assert.equal(await revisionNow(), 1);
  const after = await db.first(tally());
  assert.equal(after?.products, 101);
  assert.ok(after.words > 300 && after.links === 101 * 14 && after.taxes === 2, JSON.stringify(after));
  assert.equal(await fillWithSample(url), false);
  assert.deepEqual(await db.first(tally()), after);
});

test("a change raises the revision once, announces it once, and teaches search its words", async () => {
  const { db } = database();
  const { heard } = await announcements();
  const before = await revisionNow();
  await changeCatalogueNow(db, async (tx) => {
    const added = await tx.first(addProduct("Zanzibar Quokka"));
    return { productIds: [added?.product_id ?? 0] };
  });
  assert.equal(await revisionNow(), before + 1);
  assert.deepEqual(await heard(), [String(before + 1)]);
  assert.ok(await db.first(knownWord("quokka")));
});

test("a change that touches no words raises the revision all the same", async () => {
  const before = await revisionNow();
  await changeCatalogueNow(database().db, async (tx) => {
    await tx.all(writes(row({}))`update department set description = 'Another' where department_id = 1`);
    return { productIds: [] };
  });
  assert.equal(await revisionNow(), before + 1);
});

test("a change that is rolled back raises, announces and teaches nothing", async () => {
  const { db } = database();
  const { heard } = await announcements();
  const before = await revisionNow();
  const changing = changeCatalogueNow(db, async (tx) => {
    const added = await tx.first(addProduct("Zanzibar Numbat"));
    await tx.all(writes(row({}))`select pg_notify('catalogue', 'never')`);
    if (added) throw refusal("COM_02");
    return { productIds: [] };
  });
  await assert.rejects(changing, { code: "COM_02" });
  assert.equal(await revisionNow(), before);
  assert.deepEqual(await heard(), []);
  assert.equal(await db.first(knownWord("numbat")), undefined);
  assert.equal(await db.first(productCalled("Zanzibar Numbat")), undefined);
});

test("thirty changes at once get thirty revisions, announced in their order", async () => {
  const { db } = database();
  const { heard } = await announcements();
  const before = await revisionNow();
  const change = (number: number) =>
    changeCatalogueNow(db, async (tx) => {
      const added = await tx.first(addProduct(`Shirt number ${number}`));
      return { productIds: [added?.product_id ?? 0] };
    });
  for (let round = 0; round < 3; round += 1)
    await Promise.all(Array.from({ length: 10 }, (_, index) => change(round * 10 + index)));
  assert.equal(await revisionNow(), before + 30);
  assert.deepEqual(
    await heard(),
    Array.from({ length: 30 }, (_, index) => String(before + 1 + index)),
  );
});
