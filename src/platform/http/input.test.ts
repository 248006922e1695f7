import assert from "node:assert/strict";
import { test } from "node:test";
import { Type } from "typebox";
import { inputReader } from "./input.ts";

const read = inputReader(
  Type.Object({
    id: Type.Integer({ minimum: 1, refusal: "DEP_01" }),
    name: Type.String({ maxLength: 5 }),
    amount: Type.Optional(Type.Number()),
    isOn: Type.Optional(Type.Boolean({ default: false })),
    sort: Type.Optional(Type.Enum(["a", "b"])),
    list: Type.Optional(Type.Array(Type.Integer(), { maxItems: 3 })),
  }),
);
const value = (data: unknown) => {
  const answer = read(data);
  return "value" in answer ? answer.value : undefined;
};
const refused = (data: unknown) => {
  const answer = read(data);
  return "error" in answer ? [answer.error.code, answer.error.field, answer.error.message] : undefined;
};
const good = { id: 1, name: "a" };

test("text of forms and queries becomes what the schema says", () => {
  assert.deepEqual(value({ id: " +2 ", name: "a", amount: "1.50", isOn: "on", list: "1,2" }), {
    id: 2,
    name: "a",
    amount: 1.5,
    isOn: true,
    list: [1, 2],
  });
  assert.deepEqual(value({ ...good, isOn: "0", list: ["3"] }), { id: 1, name: "a", isOn: false, list: [3] });
});

test("a whole number is whole as JSON writes it, but for one in a path", () => {
  for (const id of ["2", "2.0", "+2.", " 2.00 ", 2.0]) assert.deepEqual(value({ ...good, id })?.["id"], 2, String(id));
  const inPath = inputReader(Type.Object({ id: Type.Integer({ minimum: 1 }) }), "path");
  assert.deepEqual(inPath({ id: "2" }), { value: { id: 2 } });
  for (const id of ["2.0", "shirt", "1e3", "undefined"]) {
    const answer = inPath({ id });
    assert.ok("error" in answer, id);
    assert.deepEqual(
      [answer.error.code, answer.error.field, answer.error.message],
      ["COM_02", "id", "The ID is not a number."],
    );
  }
});

test("a list is read in every spelling that clients have for one", () => {
  const spellings: [object, number[]][] = [
    [{ list: "1,2" }, [1, 2]],
    [{ list: ["1", "2"] }, [1, 2]],
    [{ list: ["1,2", "3"] }, [1, 2, 3]],
    [{ "list[]": "1" }, [1]],
    [{ "list[]": ["1", "2"] }, [1, 2]],
    [{ "list[]": "1,2" }, [1, 2]],
    [{ "list[0]": "1", "list[1]": "2" }, [1, 2]],
    [{ list: "1", "list[]": "2" }, [1, 2]],
  ];
  for (const [sent, list] of spellings)
    assert.deepEqual(value({ ...good, ...sent })?.["list"], list, JSON.stringify(sent));
  assert.equal(value({ ...good, "list[]": "" })?.["list"], undefined);
  assert.deepEqual(refused({ ...good, "list[]": "x" })?.slice(0, 2), ["COM_02", "list"]);
  assert.equal(value({ name: "a", "id[]": "3" })?.["id"], 3, "one alone is meant as itself");
  assert.deepEqual(refused({ name: "a", "id[]": ["3", "4"] })?.slice(0, 2), ["DEP_01", "id"]);
  for (const other of ["list[a]", "list[-1]", "list[0][x]", "lists[]", "list]"])
    assert.equal(value({ ...good, [other]: "1" })?.["list"], undefined, other);
});

test("a text of one line has no breaks in it, and nothing unseen around it", () => {
  const readLine = inputReader(Type.Object({ name: Type.String({ visible: true, line: true, maxLength: 10 }) }));
  const lines: [string, string][] = [
    [" Ada ", "Ada"],
    ["Ada\r\nBcc: x", "Ada Bcc: x"],
    ["Ada \u2028\t Lace", "Ada Lace"],
    ["\u200bAda\u2060", "Ada"],
    ["\u202eAda\u202c", "Ada"],
    [`${" ".repeat(20)}Ada`, "Ada"],
    ["Zoë ❤️", "Zoë ❤️"],
  ];
  for (const [sent, name] of lines)
    assert.deepEqual(readLine({ name: sent }), { value: { name } }, JSON.stringify(sent));
  for (const name of ["\u200b", "\u00ad", "\u2060", "\n", " \u200b\u00a0"]) {
    const answer = readLine({ name });
    assert.ok("error" in answer && answer.error.code === "USR_02", JSON.stringify(name));
  }
  assert.ok("error" in readLine({ name: "a\0b" }));
});

test("a text of several lines keeps them, and no mark in it turns what stands behind it", () => {
  const readProse = inputReader(Type.Object({ review: Type.String({ visible: true }) }));
  for (const [sent, review] of [
    ["One\r\n\ttwo \u05d0\u200f!", "One\r\n\ttwo \u05d0\u200f!"],
    ["\u202eevil\u202c \u2066x\u2069", "evil x"],
    ["a\u0007\u001b[2J\u0085b", "a[2Jb"],
  ] as const)
    assert.deepEqual(readProse({ review: sent }), { value: { review } }, JSON.stringify(sent));
  const answer = readProse({ review: "\u202e\u0007" });
  assert.ok("error" in answer && answer.error.code === "USR_02");
});

test("only the schema's own fields are read, in its order", () => {
  const sent = JSON.parse('{"name":"a","id":1,"isAdmin":true,"__proto__":{"amount":5}}');
  const taken = value(sent)!;
  assert.deepEqual(Object.entries(taken), [
    ["id", 1],
    ["name", "a"],
    ["isOn", false],
  ]);
  const inherited = Object.create({ amount: 3 });
  assert.deepEqual(value(Object.assign(inherited, good)), { id: 1, name: "a", isOn: false });
});

test("what is missing, null or empty is named, all of it at once", () => {
  const message = "The field(s) are/is required.";
  assert.deepEqual(refused({}), ["USR_02", "id,name", message]);
  assert.deepEqual(refused(undefined), ["USR_02", "id,name", message]);
  assert.deepEqual(refused({ id: "", name: null }), ["USR_02", "id,name", message]);
  assert.deepEqual(refused({ id: 1 }), ["USR_02", "name", message]);
});

test("a schema says whether a text may show nothing, be empty, or come as a number", () => {
  const readLine = inputReader(
    Type.Object({
      street: Type.String({ visible: true, numeral: true }),
      region: Type.String({ visible: true, clearable: true }),
    }),
  );
  assert.deepEqual(readLine({ street: 7, region: "\u200b" }), { value: { street: "7", region: null } });
  assert.deepEqual(readLine({ street: " a ", region: "b" }), { value: { street: " a ", region: "b" } });
  const answer = readLine({ street: "\u00ad " });
  assert.ok("error" in answer);
  assert.deepEqual([answer.error.code, answer.error.field], ["USR_02", "street,region"]);
});

test("a wrong value is refused in the field's own terms, or as invalid data", () => {
  assert.deepEqual(refused({ ...good, id: "x" }), ["DEP_01", "id", "The ID is not a number."]);
  assert.deepEqual(refused({ ...good, name: "abcdef" }), ["USR_07", "name", "this is too long name."]);
  assert.deepEqual(refused({ ...good, amount: "1e5" }), [
    "COM_02",
    "amount",
    "Invalid Data: amount must be of type number",
  ]);
  const price = inputReader(Type.Object({ price: Type.String({ pattern: "^[0-9]+$", wording: "must be an amount" }) }));
  const dear = price({ price: "dear" });
  assert.equal("error" in dear && dear.error.message, "Invalid Data: price must be an amount");
  assert.deepEqual(refused({ ...good, sort: "c" }), ["COM_02", "sort", 'Invalid Data: sort must be one of "a" or "b"']);
  for (const list of [[1, 2, 3, 4], ["x"], [1.5], "1,,2", { a: 1 }])
    assert.deepEqual(refused({ ...good, list })?.slice(0, 2), ["COM_02", "list"], JSON.stringify(list));
});

test("numbers that JSON holds and columns do not are refused", () => {
  for (const id of [0, -1, 1.5, Infinity, NaN, true, [], {}, [1], "1.5", "1e3", "0x1", "１", "9".repeat(17)])
    assert.equal(refused({ ...good, id })?.[0], "DEP_01", String(id));
});

test("text that the database cannot hold as it was sent is refused", () => {
  for (const name of ["a\0", "\ud800", "a\udc00"])
    assert.deepEqual(refused({ ...good, name })?.slice(0, 2), ["COM_02", "name"]);
  assert.equal(value({ ...good, name: "\u{1f980}" })?.["name"], "\u{1f980}");
});

test("what is no object is refused", () => {
  for (const data of [[], "text", 1, true]) assert.deepEqual(refused(data)?.slice(0, 2), ["COM_02", ""]);
});
