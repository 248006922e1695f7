import { Type } from "typebox";
import type { Database } from "../platform/database/database.ts";
import type { Route } from "../platform/http/route.ts";
import * as schemas from "./schemas.ts";

/** Registers the route of the action log. */
export function actionRoutes(route: Route, { db }: { readonly db: Database }): void {
  route(
    {
      method: "GET",
      path: "/admin/actions",
      operationId: "listActions",
      access: "staff",
      permission: "actions:read",
      tag: "Staff",
      summary: "List what staff, API keys and commands changed, the newest first",
      description:
        "With `Accept: application/x-ndjson` it comes as a JSON object a line, with `Accept: text/csv` as a table. The `Link` header leads to the next page, with the same filters.",
      querystring: schemas.ActionQuery,
      answers: Type.Array(schemas.Action),
    },
    async ({ query, headers, reply }) => {
      const { listActions } = await import("./actions.ts");
      const { actions, next } = await listActions(db, query);
      if (next) {
        const { cursor: _, ...filters } = query;
        const asked = new URLSearchParams(
          Object.entries({ ...filters, cursor: next }).map(([name, value]): [string, string] => [name, String(value)]),
        );
        reply.header("link", `</admin/actions?${asked.toString()}>; rel="next"`);
      }
      const { actionsAsText, textTypeAccepted } = await import("./actions-as-text.ts");
      const type = textTypeAccepted(headers.accept);
      if (type === undefined) return actions;
      // A text is sent as it is; the route's schema describes JSON alone.
      reply.type(`${type}; charset=utf-8`).header("vary", "Accept");
      return actionsAsText(actions, type) as never;
    },
  );
}
