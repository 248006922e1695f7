import { Type } from "typebox";
import { line, setting, type Setting } from "./setting.ts";

const text = Type.String();

/** Identity providers with which customers sign in. */
export const identitySettings = {
  facebookAppId: setting(
    "FACEBOOK_APP_ID",
    text,
    "",
    "App ID of your Facebook app. Empty: signing in with Facebook is off.",
  ),
  facebookAppSecret: setting("FACEBOOK_APP_SECRET", text, "", "App secret of your Facebook app."),
  facebookGraphUrl: setting(
    "FACEBOOK_GRAPH_URL",
    Type.String({ pattern: "^https?://[^\\s?#]+$", admits: "an address like https://graph.facebook.com" }),
    "https://graph.facebook.com",
    "Base address of Facebook's Graph API.",
  ),
  oidcIssuer: setting(
    "OIDC_ISSUER",
    Type.String({
      pattern: String.raw`^(https://[^\s?#]+|http://(localhost|127\.0\.0\.1)(:\d+)?(/[^\s?#]*)?)?$`,
      admits: "an address like https://accounts.google.com",
    }),
    "",
    "A provider of OpenID Connect at which customers sign in too (`docs/guides/sign-in-elsewhere.md`). Empty: none.",
  ),
  oidcClientId: setting("OIDC_CLIENT_ID", text, "", "The shop's client id at that provider."),
  oidcClientSecret: setting("OIDC_CLIENT_SECRET", text, "", "The shop's secret at that provider."),
  oidcName: setting("OIDC_NAME", line, "OpenID Connect", "What customers know the provider as, such as Google."),
} as const satisfies Record<string, Setting>;
