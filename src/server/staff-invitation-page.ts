import { framed } from "./mail-pages.ts";

/** Returns the page on which an invitation to the staff is accepted: the link of a mail, or of the first start. */
export function staffInvitationPage(shopName: string): string {
  return framed(
    { title: "Join the staff", shopName, script: "staff-invitation.js" },
    `<form method="post" action="admin/invitation/accept" hidden>
<p id="whom"></p>
<label id="address" hidden>E-mail address
<input type="email" name="email" autocomplete="email" maxlength="254"></label>
<label>Your name
<input name="name" autocomplete="name" required maxlength="100"></label>
<label>Password
<input type="password" name="password" autocomplete="new-password" required minlength="8" maxlength="200"></label>
<label>The same again
<input type="password" name="again" autocomplete="new-password" required maxlength="200"></label>
<p>Add this secret to your authenticator app, or <a id="app">open the app with it</a>:</p>
<p><code id="secret"></code></p>
<label>The six digits that the app shows
<input name="code" inputmode="numeric" autocomplete="one-time-code" required maxlength="12"></label>
<button>Open the account</button></form>
<section id="codes" hidden>
<p>Your account is open, and you are signed in. Keep these codes where only you find them: each works once instead of the app's digits, and they are not shown again.</p>
<pre id="list"></pre></section>`,
  );
}
