import assert from "node:assert/strict";
import { test } from "node:test";
import {
  ask,
  refuses,
  signUp,
  type Member,
  type Method,
  type Question,
} from "../../../test/support/clients/customers.ts";
import { testShop } from "../../../test/support/servers/shop.ts";

let ada: Member;
const shop = testShop({
  async prepare({ app }) {
    ada = await signUp(app);
  },
});

const where = {
  address_1: "Mill Lane 3",
  city: "Bielefeld",
  region: "NRW",
  postal_code: "33602",
  country: "Germany",
  shipping_region_id: 3,
};
const address = (body: Readonly<Record<string, unknown>>): [Method, string, Question] => [
  "PUT",
  "/customers/address",
  { body, token: ada.accessToken },
];
const shown = async () =>
  (await ask(shop().app, "GET", "/customer", { token: ada.accessToken })).json<Record<string, unknown>>();
const change = async (body: Readonly<Record<string, unknown>>) => {
  const reply = await ask(shop().app, ...address(body));
  assert.equal(reply.statusCode, 200, reply.body);
  return reply.json<Record<string, unknown>>();
};

test("an address that shows nothing is none: what must be there is named, and nothing is changed", async () => {
  await change(where);
  const before = await shown();
  const nothings = [" ", "\t\r\n", "\u00a0\u3000", "\u200b", "\u00ad\u2060\ufeff", "\u2800\u3164"];
  for (const nothing of nothings) {
    const blank = { address_1: nothing, city: nothing, region: nothing, postal_code: nothing, country: nothing };
    await refuses(shop().app, address({ ...where, ...blank }), "400 USR_02", "address_1,city,country");
  }
  await refuses(shop().app, address({ ...where, city: "\u200b" }), "400 USR_02", "city");
  assert.deepEqual(await shown(), before);
});

test("region and post code may be empty but not missing, and a number counts as its text", async () => {
  for (const empty of ["", null, " \u200b"]) {
    const changed = await change({ ...where, region: empty, postal_code: empty });
    assert.deepEqual([changed["region"], changed["postal_code"], changed["city"]], [null, null, where.city]);
  }
  assert.equal((await change({ ...where, postal_code: 7505, address_1: 12 }))["postal_code"], "7505");
  assert.equal((await shown())["address_1"], "12");
  const { region: _, postal_code: __, ...others } = where;
  await refuses(shop().app, address(others), "400 USR_02", "region,postal_code");
  await refuses(shop().app, address({ ...where, postal_code: true }), "400 COM_02", "postal_code");
});

test("the reply tells which region or post code an address lacks in its country", async () => {
  const lacks = async (country: string, region = "", postal_code = "") => {
    const { address_lacks, ...kept } = await change({ ...where, country, region, postal_code });
    assert.deepEqual(kept, await shown());
    return address_lacks;
  };
  for (const country of ["US", "usa", "U.S.A.", "United States", " united  states of america "])
    assert.deepEqual(await lacks(country), ["region", "postal_code"], country);
  assert.deepEqual(await lacks("US", "NY"), ["postal_code"]);
  assert.deepEqual(await lacks("Canada", "", "K1A 0B1"), ["region"]);
  assert.deepEqual(await lacks("US", "NY", "12180"), undefined);
  for (const country of ["Germany", "FR", "United Kingdom", "UK", "Türkiye", "Turkiye"])
    assert.deepEqual(await lacks(country), ["postal_code"], country);
  for (const country of ["AE", "United Arab Emirates", "Hong Kong", "HK"])
    assert.deepEqual(await lacks(country), ["region"], country);
  for (const country of ["Ireland", "IE", "Panama", "Elbonia"])
    assert.deepEqual(await lacks(country), undefined, country);
});
