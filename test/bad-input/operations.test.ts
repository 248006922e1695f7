import assert from "node:assert/strict";
import { test } from "node:test";
import { operationsOf, readDocument, replyChecker, type Document, type ListedOperation } from "../contract/document.ts";
import { isSignedIn, signUp } from "../support/clients/customers.ts";
import { newSession, newStaff, type StaffMember } from "../support/clients/staff.ts";
import { openShopOn, testShop } from "../support/servers/shop.ts";
import { badRequests, type BadRequest } from "./requests.ts";
import { faultOf, judge, unknownRoute, type Published } from "./verdict.ts";

let document: Document;
let operations: ListedOperation[] = [];
let owner: StaffMember | undefined;
const shop = testShop({
  // The server reads what proxies send.
  settings: { TRUST_PROXY: "127.0.0.1" },
  async prepare({ app }) {
    document = await readDocument(app);
    operations = operationsOf(document);
  },
});

/** Returns what a refusal has that its operation does not publish; a path that leads to no operation is not checked. */
const unpublished = (check: ReturnType<typeof replyChecker>, { method, path }: ListedOperation): Published => {
  return (reply) =>
    reply.statusCode < 400 || reply.body === unknownRoute
      ? undefined
      : check(method, path, reply).join("; ") || undefined;
};

/**
 * Sends personal requests as a signed-in customer, and registers another one when a request has signed the customer
 * out.
 */
const asSomebody = ({ method, path, operation }: ListedOperation) => {
  if (operation.security && path.startsWith("/admin/")) return asOwner;
  let token = "";
  const signsOut = path === "/customers/logout" || (method === "DELETE" && path === "/customer");
  return async (request: BadRequest): Promise<BadRequest> => {
    if (!operation.security || Object.keys(request.headers ?? {}).some((name) => /user-key|authorization/i.test(name)))
      return request;
    if (token === "" || (signsOut && !(await isSignedIn(shop().app, token))))
      token = (await signUp(shop().app)).accessToken;
    return { ...request, headers: { ...request.headers, "user-key": token } };
  };
};

/** Sends a request as the shop's owner, in a session that nothing has ended yet. */
const asOwner = async (request: BadRequest): Promise<BadRequest> => {
  if (Object.keys(request.headers ?? {}).some((name) => /user-key|authorization|cookie/i.test(name))) return request;
  owner ??= await newStaff(shop());
  const session = request.method === "DELETE" ? await newSession(shop().sql, owner.staffId) : owner.headers;
  return { ...request, headers: { ...request.headers, ...session } };
};

test("every operation answers every bad request at once, as published, and shows nothing inside", async (t) => {
  assert.ok(operations.length > 25);
  const check = replyChecker(document);
  let sent = 0;
  for (const listed of operations) {
    const faults: string[] = [];
    const signed = asSomebody(listed);
    for (const request of badRequests(listed)) {
      const fault = await judge(shop().app, await signed(request), unpublished(check, listed));
      if (fault) faults.push(fault);
      sent += 1;
    }
    assert.deepEqual(faults.slice(0, 10), [], `${listed.method} ${listed.path}: ${faults.length} faults`);
    assert.equal((await shop().app.inject("/products/2")).statusCode, 200);
  }
  t.diagnostic(`${sent} bad requests to ${operations.length} operations`);
  assert.ok(sent > 5000);
});

test("what was asked for in vain leaves no trace in the prototypes of this process", () => {
  assert.equal(({} as { isAdmin?: boolean }).isAdmin, undefined);
  assert.equal(({} as { x?: string }).x, undefined);
});

test("methods that no operation has, and paths that lead nowhere, are not found", async () => {
  for (const method of ["GET", "POST", "PUT", "PATCH", "DELETE", "PROPFIND"] as const)
    for (const url of ["/nowhere", "/products/1/2/3", "/.env", "/..%2f", `/${"a/".repeat(3000)}`]) {
      const reply = await shop().app.inject({ method: method as "GET", url });
      assert.deepEqual(
        [reply.statusCode, reply.body],
        [404, '{"message":"Endpoint not found."}'],
        `${method} ${url.slice(0, 50)}`,
      );
    }
  assert.equal((await shop().app.inject({ method: "DELETE", url: "/products" })).statusCode, 404);
  assert.equal((await shop().app.inject(`/products/${"9".repeat(1001)}`)).statusCode, 414);
});

const planted: Readonly<Record<string, (request: { url: string }) => { status: number; text: string } | undefined>> = {
  "status 500": ({ url }) => (url.endsWith("limit=-1") ? { status: 500, text: '{"error":{}}' } : undefined),
  "shows what is inside": ({ url }) =>
    url.endsWith("limit=-1") ? { status: 400, text: "Error\n    at run (/src/a.ts:1:2)" } : undefined,
  "is no error of the contract": ({ url }) =>
    url.endsWith("limit=-1") ? { status: 400, text: '{"statusCode":400,"error":"Bad Request"}' } : undefined,
};
for (const [words, spoil] of Object.entries(planted))
  test(`a shop that answers so is told: "${words}"`, async () => {
    const faulty = await openShopOn(shop().url, {}, (app) => {
      app.addHook("onSend", async (request, reply, payload) => {
        const spoilt = spoil(request);
        if (spoilt) reply.code(spoilt.status);
        return spoilt?.text ?? payload;
      });
    });
    try {
      const listed = operations.find(({ path }) => path === "/products") as ListedOperation;
      const faults = [];
      for (const request of badRequests(listed).filter(({ url }) => url.includes("limit=")))
        faults.push(await judge(faulty.app, request as BadRequest));
      assert.equal(faults.filter((fault) => fault?.includes(words)).length, 1);
    } finally {
      await faulty.close();
    }
  });

test("a slow answer is told", () => {
  assert.equal(faultOf({ statusCode: 200, body: "", milliseconds: 1001 }), "took 1001 ms");
  assert.equal(faultOf({ statusCode: 200, body: "", milliseconds: 999 }), undefined);
});
