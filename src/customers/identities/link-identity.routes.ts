import { Type } from "typebox";
import { Nothing } from "../../platform/http/fields.ts";
import type { Route } from "../../platform/http/route.ts";
import { refusal } from "../../platform/refusal.ts";
import { currentPassword } from "../accounts/accounts.schemas.ts";
import { personBehindToken, type FacebookDependencies } from "./facebook.ts";
import { FacebookSignIn } from "./facebook.schemas.ts";
import type { OidcDependencies } from "./oidc.ts";
import { OidcSignIn } from "./oidc.schemas.ts";
import { linkIdentity, listIdentities, unlinkIdentity, type LinkingDependencies } from "./link-identity.ts";
import { providers, type Person } from "./person.ts";

const tag = "Customers";

const Linked = Type.Object({
  provider: Type.Unsafe<(typeof providers)[number]>(Type.Enum([...providers])),
  name: Type.String({ description: "What to call the provider", examples: ["Google"] }),
  linked_on: Type.Union([Type.String({ format: "date-time" }), Type.Null()]),
});

/** Sign-in fields of both providers; those of the other provider are ignored. */
const Linking = Type.Object({
  provider: Linked.properties.provider,
  ...Type.Partial(FacebookSignIn).properties,
  ...Type.Partial(OidcSignIn).properties,
  current_password: currentPassword,
});

type Dependencies = LinkingDependencies & FacebookDependencies & OidcDependencies;
type Given = { readonly [Name in keyof (typeof Linking)["properties"]]?: string };

/** Registers the routes by which a customer lists, links and unlinks identities. */
export function identityRoutes(route: Route, dependencies: Dependencies): void {
  route(
    {
      method: "GET",
      path: "/customer/identities",
      operationId: "listIdentities",
      access: "customer",
      tag,
      summary: "List the identities that sign in to the account",
      answers: Type.Array(Linked),
    },
    ({ identity }) => listIdentities(dependencies, identity),
  );

  route(
    {
      method: "POST",
      path: "/customer/identities",
      operationId: "linkIdentity",
      access: "customer",
      tag,
      summary: "Link an identity to the account",
      description:
        "Takes what signing in at the provider takes: `access_token` with `facebook`, and `code`, `code_verifier`, `redirect_uri` and `nonce` with `oidc`. An identity at the same provider that was linked before is replaced. Takes `current_password`, unless the customer signed in within the last 15 minutes.",
      body: Linking,
      answers: Type.Array(Linked),
      refusals: ["USR_01", "USR_02", "USR_07", ["COM_02", 403], ["COM_02", 409]],
    },
    (asked) => {
      const { identity, body } = asked;
      return linkIdentity(
        dependencies,
        identity,
        { ask: asking(dependencies, body), currentPassword: body.current_password },
        asked,
      );
    },
  );

  route(
    {
      method: "DELETE",
      path: "/customer/identities/:provider",
      operationId: "unlinkIdentity",
      access: "customer",
      tag,
      summary: "Unlink an identity",
      description:
        "Not the last way to sign in. All other sessions end. Takes `current_password`, unless the customer signed in within the last 15 minutes.",
      params: Type.Object({ provider: Type.String({ maxLength: 20, refusal: "COM_02" }) }),
      body: Type.Object({ current_password: currentPassword }),
      answers: Nothing,
      refusals: ["USR_01", ["COM_02", 403], ["COM_02", 404], ["COM_02", 409]],
    },
    (asked) => {
      const given = { provider: asked.params.provider, currentPassword: asked.body.current_password };
      return unlinkIdentity(dependencies, asked.identity, given, asked);
    },
  );
}

function asking(dependencies: Dependencies, given: Given): () => Promise<Person> {
  if (given.provider === "facebook") {
    const { access_token: token } = required(given, ["access_token"]);
    return () => personBehindToken(dependencies, token);
  }
  const said = required(given, ["code", "code_verifier", "redirect_uri", "nonce"]);
  return () => dependencies.oidc.personBehind({ ...said, iss: given.iss });
}

/** Returns the fields that a provider requires; throws USR_02 naming the missing ones. */
function required<Name extends keyof Given>(given: Given, names: readonly Name[]): Record<Name, string> {
  const missing = names.filter((name) => given[name] === undefined);
  if (missing.length > 0) throw refusal("USR_02", missing.join(","));
  return Object.fromEntries(names.map((name) => [name, given[name] ?? ""])) as Record<Name, string>;
}
