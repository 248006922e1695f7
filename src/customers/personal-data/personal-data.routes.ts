import type { Readable } from "node:stream";
import { Type } from "typebox";
import type { Route } from "../../platform/http/route.ts";
import { requireOwner } from "../accounts/reauthentication.ts";
import { currentPassword, Customer } from "../accounts/accounts.schemas.ts";
import { givenPassword } from "./current-password.ts";
import { Nothing } from "../../platform/http/fields.ts";
import { Session } from "../sessions.schemas.ts";
import { exportCustomer, type ExportDependencies } from "./export.ts";
import { eraseCustomer, type PersonalDataSource } from "./erase.ts";

const tag = "Customers";
const moment = Type.String({ format: "date-time" });
const momentOrNull = Type.Union([moment, Type.Null()]);
const ownersAlone = "Unless the customer signed in within the last 15 minutes, it takes the current password,";
const Export = Type.Unsafe<Readable>(
  Type.Object(
    {
      exported_on: moment,
      customer: Customer,
      account: Type.Object({
        created_on: moment,
        email_proven_on: momentOrNull,
        imported_on: momentOrNull,
        has_password: Type.Boolean(),
      }),
      identities: Type.Array(Type.Object({ provider: Type.String(), subject: Type.String() })),
      sessions: Type.Array(
        Type.Object(
          { ...Session.properties, expires_on: moment, ended_on: momentOrNull, is_over: Type.Boolean() },
          { description: "Ended ones too" },
        ),
      ),
    },
    { additionalProperties: true, description: "With a part for each feature that keeps something about the customer" },
  ),
);

/** Registers the routes that privacy law requires: export and erasure of a person's data. */
export function personalDataRoutes(
  route: Route,
  dependencies: ExportDependencies & {
    readonly personalDataSources: readonly PersonalDataSource[];
  },
): void {
  route(
    {
      method: "GET",
      path: "/customer/export",
      operationId: "exportCustomer",
      access: "customer",
      tag,
      summary: "Hand out everything known about the customer, as one file",
      description: `One at a time, and so many an hour as the shop is set to. ${ownersAlone} in the header \`Current-Password\`, percent-encoded.`,
      answers: Export,
      refusals: ["USR_01", ["COM_02", 403]],
    },
    async (asked) => {
      const { identity, headers, tellLimits, reply } = asked;
      await requireOwner(dependencies, identity, givenPassword(headers), asked);
      const exported = await exportCustomer(dependencies, identity, dependencies.personalDataSources, tellLimits);
      reply
        .type("application/json; charset=utf-8")
        .header("content-disposition", 'attachment; filename="customer.json"');
      return exported;
    },
  );

  route(
    {
      method: "DELETE",
      path: "/customer",
      operationId: "eraseCustomer",
      access: "customer",
      tag,
      summary: "Erase the customer",
      description: `${ownersAlone} as \`current_password\` or in the header \`Current-Password\`, percent-encoded. The person is forgotten and signed out everywhere, sessions with their devices and addresses included. Unpaid orders are cancelled. Of paid ones the invoice is kept with name and address, as the law asks, until the day that \`GET /customer/export\` names; then it is blanked too. Refused while something that was paid for has not arrived, with the orders that are on their way, and while an order is being paid: for seconds, and for minutes where the answer was lost.`,
      body: Type.Object({ current_password: currentPassword }),
      answers: Nothing,
      refusals: ["USR_01", ["COM_02", 403], ["COM_02", 409]],
    },
    async (asked) => {
      await requireOwner(
        dependencies,
        asked.identity,
        givenPassword(asked.headers) ?? asked.body.current_password,
        asked,
      );
      await eraseCustomer(dependencies, asked.identity, dependencies.personalDataSources);
    },
  );
}
