import { Type } from "typebox";
import type { Database } from "../platform/database/database.ts";
import { linkNextPage } from "../platform/http/cursor.ts";
import { Nothing } from "../platform/http/fields.ts";
import type { Route } from "../platform/http/route.ts";
import { actorOf } from "./actor.ts";
import * as schemas from "./schemas.ts";

const tag = "Staff";

/** Registers the routes for API keys. */
export function keyRoutes(route: Route, { db }: { readonly db: Database }): void {
  route(
    {
      method: "GET",
      path: "/admin/keys",
      operationId: "listKeys",
      access: "staff",
      permission: "keys:manage",
      tag,
      summary: "List the shop's API keys",
      querystring: schemas.KeyPage,
      answers: Type.Array(schemas.Key),
    },
    async ({ query, reply }) => {
      const { listKeys } = await import("./keys.ts");
      const { keys, next } = await listKeys(db, query);
      if (next) linkNextPage(reply, "/admin/keys", query.limit, next);
      return keys;
    },
  );

  route(
    {
      method: "POST",
      path: "/admin/keys",
      operationId: "createKey",
      access: "staff",
      permission: "keys:manage",
      proof: "recent proof",
      tag,
      summary: "Make an API key for a program",
      description:
        "The key is shown in this reply and never again. It may do what both its permissions and the role of its maker allow, and ends with its maker's account.",
      body: schemas.NewKey,
      answers: schemas.MadeKey,
      refusals: ["USR_02", "USR_07"],
    },
    async ({ staff, body, caller }) => {
      const { createKey } = await import("./keys.ts");
      return createKey(db, staff, body, actorOf(staff, caller));
    },
  );

  route(
    {
      method: "DELETE",
      path: "/admin/keys/:key_id",
      operationId: "removeKey",
      access: "staff",
      permission: "keys:manage",
      proof: "recent proof",
      tag,
      summary: "End an API key, on all servers at once",
      params: Type.Object({ key_id: schemas.keyId }),
      answers: Nothing,
      refusals: [["COM_02", 404]],
    },
    async ({ staff, params, caller }) => {
      const { removeKey } = await import("./keys.ts");
      await removeKey(db, params.key_id, actorOf(staff, caller));
    },
  );
}
