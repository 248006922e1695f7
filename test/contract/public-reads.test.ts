import assert from "node:assert/strict";
import { test } from "node:test";
import { testShop } from "../support/servers/shop.ts";
import { readDocument, replyChecker } from "./document.ts";
import { asContracted, prepare, publicReads } from "./public-reads.ts";

let check: ReturnType<typeof replyChecker>;
const rows = Object.entries(publicReads);

const shop = testShop({
  async prepare({ app, sql }) {
    check = replyChecker(await readDocument(app));
    await prepare(sql);
  },
});

for (const [path, { url, answers }] of rows)
  test(`GET ${path} answers exactly what the shop holds`, async () => {
    const reply = await shop().app.inject(url);
    assert.equal(reply.statusCode, 200, reply.body);
    assert.deepEqual(check("GET", path, reply), []);
    assert.deepEqual(asContracted(reply.json()), answers);
    assert.equal(reply.headers["content-type"], "application/json; charset=utf-8");
  });

test("every public read is answered alike with odd spellings and with what old clients send", async () => {
  const headers = {
    "content-type": "application/x-www-form-urlencoded",
    "user-key": "Bearer null",
    authorization: "[object Object]",
    accesstoken: "",
  };
  for (const [, { url }] of rows) {
    const plain = await shop().app.inject(url);
    const [path = "", query] = url.split("?");
    const fixed = path.replaceAll(/[a-z]+/gi, (word) => word.toUpperCase());
    for (const odd of [`${path}/`, fixed, `${fixed}/`]) {
      const reply = await shop().app.inject({
        url: `${odd}${query ? `?${query}&` : "?"}utm_source=x&__proto__=y&constructor=z`,
        headers,
      });
      assert.equal(reply.statusCode, 200, odd);
      assert.equal(reply.body, plain.body, odd);
    }
  }
});
