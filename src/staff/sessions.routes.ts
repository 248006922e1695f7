import { Nothing } from "../platform/http/fields.ts";
import type { Route } from "../platform/http/route.ts";
import type { StaffIdentity } from "../platform/http/staff-access.ts";
import { clearSessionCookie, setSessionCookie } from "../platform/http/staff-cookie.ts";
import * as schemas from "./schemas.ts";
import type { ResetDependencies } from "./password-reset.ts";

const tag = "Staff";

/** Registers the routes by which staff sign in and out, accept an invitation, and set a forgotten password anew. */
export function staffSessionRoutes(route: Route, dependencies: ResetDependencies): void {
  route(
    {
      method: "POST",
      path: "/admin/session",
      operationId: "signInStaff",
      access: "anyone",
      isForBrowsersOfStaff: true,
      tag,
      summary: "Sign a member of staff in",
      description: "Sets the cookie of the session. A code works once.",
      body: schemas.SignIn,
      answers: schemas.Session,
      refusals: ["USR_01", "USR_02", "USR_07"],
    },
    async ({ body, reply, ...call }) => {
      const { signIn } = await import("./sign-in.ts");
      const { staff, session, token } = await signIn(dependencies, body, call);
      setSessionCookie(reply, token, session);
      return shownSession(staff);
    },
  );

  route(
    {
      method: "GET",
      path: "/admin/session",
      operationId: "showStaffSession",
      access: "staff",
      permission: "any staff",
      tag,
      summary: "Show who is signed in, and what they may do",
      answers: schemas.Session,
    },
    async ({ staff }) => shownSession(staff),
  );

  route(
    {
      method: "DELETE",
      path: "/admin/session",
      operationId: "signOutStaff",
      access: "staff",
      permission: "any staff",
      proof: "session",
      tag,
      summary: "Sign out",
      answers: Nothing,
    },
    async ({ staff, caller, reply }) => {
      const { signOut } = await import("./sign-in.ts");
      await signOut(dependencies, staff, caller);
      clearSessionCookie(reply);
    },
  );

  route(
    {
      method: "POST",
      path: "/admin/session/confirm",
      operationId: "verifyStaffSession",
      access: "staff",
      permission: "any staff",
      proof: "session",
      tag,
      summary: "Prove anew who uses the session, for what needs a recent proof",
      body: schemas.Proof,
      answers: Nothing,
      refusals: ["USR_01", "USR_02", "USR_07"],
    },
    async ({ staff, body, ...call }) => {
      const { confirm } = await import("./sign-in.ts");
      await confirm(dependencies, staff, body, call);
    },
  );

  route(
    {
      method: "POST",
      path: "/admin/invitation",
      operationId: "showInvitation",
      access: "anyone",
      isForBrowsersOfStaff: true,
      tag,
      summary: "Show what an invitation is for",
      description: "With the secret for the authenticator app, by which the invitation is accepted.",
      body: schemas.Token,
      answers: schemas.Invitation,
      refusals: ["USR_02", "USR_07"],
    },
    async ({ body, ...call }) => {
      const { showInvitation } = await import("./invitations.ts");
      return showInvitation(dependencies, body.token, call);
    },
  );

  route(
    {
      method: "POST",
      path: "/admin/invitation/accept",
      operationId: "claimInvitation",
      access: "anyone",
      isForBrowsersOfStaff: true,
      tag,
      summary: "Accept an invitation: open the account, and sign in",
      description:
        "`code` is the one that the authenticator app shows for the invitation's secret. An invitation to an address that has an account replaces all that proved its owner: password, authenticator app, recovery codes, sessions and API keys.",
      body: schemas.Acceptance,
      answers: schemas.Enrolled,
      refusals: ["USR_02", "USR_03", "USR_07", "USR_10"],
    },
    async ({ body, reply, ...call }) => {
      const { acceptInvitation } = await import("./invitations.ts");
      const { staff, session, token, recoveryCodes } = await acceptInvitation(dependencies, body, call);
      setSessionCookie(reply, token, session);
      return { ...shownSession(staff), recovery_codes: recoveryCodes };
    },
  );

  route(
    {
      method: "POST",
      path: "/admin/password/forgot",
      operationId: "requestStaffPassword",
      access: "anyone",
      isForBrowsersOfStaff: true,
      tag,
      summary: "Mail a link that sets a new password",
      description: "The reply is the same whether or not there is such an account.",
      body: schemas.Address,
      answers: Nothing,
      refusals: ["USR_02", "USR_03", "USR_07"],
    },
    async ({ body, ...call }) => {
      const { forgetPassword } = await import("./password-reset.ts");
      await forgetPassword(dependencies, body.email, call);
    },
  );

  route(
    {
      method: "POST",
      path: "/admin/password/reset",
      operationId: "resetStaffPassword",
      access: "anyone",
      isForBrowsersOfStaff: true,
      tag,
      summary: "Set a new password with the mailed link and a code",
      description: "Ends all sessions of the account.",
      body: schemas.Reset,
      answers: Nothing,
      refusals: ["USR_01", "USR_02", "USR_07", "USR_10"],
    },
    async ({ body, ...call }) => {
      const { resetPassword } = await import("./password-reset.ts");
      await resetPassword(dependencies, body, call);
    },
  );
}

function shownSession({ staffId, name, email, role, permissions, keyId, session }: StaffIdentity) {
  return {
    staff_id: staffId,
    name,
    email,
    role,
    permissions: [...permissions],
    key_id: keyId ?? null,
    confirmed_on: session?.confirmedAt.toISOString() ?? null,
    expires_on: session?.expiresAt.toISOString() ?? null,
  };
}
