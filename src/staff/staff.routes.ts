import { Type } from "typebox";
import type { Database } from "../platform/database/database.ts";
import { linkNextPage } from "../platform/http/cursor.ts";
import { replayed } from "../platform/http/replayed.ts";
import type { Route } from "../platform/http/route.ts";
import { tellVersion, versionSent } from "../platform/http/versions.ts";
import { keySent } from "../platform/idempotency/idempotency-key.ts";
import { actorOf } from "./actor.ts";
import * as schemas from "./schemas.ts";

const tag = "Staff";
const ofOne = Type.Object({ staff_id: schemas.staffId });

/** Registers the routes for the accounts of staff. */
export function staffRoutes(route: Route, { db }: { readonly db: Database }): void {
  route(
    {
      method: "GET",
      path: "/admin/staff",
      operationId: "listStaff",
      access: "staff",
      permission: "staff:read",
      tag,
      summary: "List the accounts of staff",
      querystring: schemas.StaffPage,
      answers: Type.Array(schemas.Staff),
    },
    async ({ query, reply }) => {
      const { listStaff } = await import("./staff.ts");
      const { staff, next } = await listStaff(db, query);
      if (next) linkNextPage(reply, "/admin/staff", query.limit, next);
      return staff;
    },
  );

  route(
    {
      method: "GET",
      path: "/admin/staff/:staff_id",
      operationId: "showStaff",
      access: "staff",
      permission: "staff:read",
      tag,
      summary: "Show an account of staff",
      description: "Its `ETag` goes into the `If-Match` of a change.",
      params: ofOne,
      answers: schemas.Staff,
      refusals: [["COM_02", 404]],
    },
    async ({ params, reply }) => {
      const { findStaff } = await import("./staff.ts");
      const found = await findStaff(db, params.staff_id);
      tellVersion(reply, found.version);
      return found;
    },
  );

  route(
    {
      method: "POST",
      path: "/admin/staff",
      operationId: "addStaff",
      access: "staff",
      permission: "staff:manage",
      proof: "recent proof",
      tag,
      summary: "Invite somebody to the staff, by mail",
      description:
        "The link of the mail works once, within 72 hours. Another invitation to the same address replaces the first.",
      body: schemas.NewStaff,
      answers: schemas.Invited,
      takesKey: "one for each request",
      refusals: ["USR_02", "USR_03", "USR_04", "USR_07"],
    },
    async ({ staff, body, caller, headers, reply }) => {
      const { inviteStaff } = await import("./staff.ts");
      return replayed(reply, await inviteStaff(db, body, actorOf(staff, caller), keySent(headers)));
    },
  );

  route(
    {
      method: "PUT",
      path: "/admin/staff/:staff_id",
      operationId: "changeStaff",
      access: "staff",
      permission: "staff:manage",
      proof: "recent proof",
      tag,
      summary: "Change the name or role of an account, disable it or enable it again",
      description:
        "Send its `ETag` in `If-Match`. What is not sent stays. Sessions and API keys of a disabled account end at once; a changed role applies at once. The shop always keeps an owner.",
      params: ofOne,
      body: schemas.StaffChange,
      answers: schemas.Staff,
      refusals: ["USR_07", ["COM_02", 404], ["COM_02", 409], ["COM_02", 412], ["COM_02", 428]],
    },
    async ({ staff, params, body, caller, headers, reply }) => {
      const { changeStaff } = await import("./staff.ts");
      const key = { staffId: params.staff_id, version: versionSent(headers) };
      const changed = await changeStaff(db, key, body, actorOf(staff, caller));
      tellVersion(reply, changed.version);
      return changed;
    },
  );
}
