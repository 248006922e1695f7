/**
 * A page that a link in a mail leads to: it asks for confirmation, then sends the link's token to one operation of the
 * API.
 */
export type MailPage = {
  readonly path: string;
  readonly title: string;
  readonly lead: string;
  /** Path of the operation. It is posted the token, and the password where the page asks for one. */
  readonly operation: string;
  readonly asksFor?: "a new password" | "a new password and a code" | "the password, if there is one";
  readonly button: string;
  readonly done: string;
  /** Shown where the account has no password any more; the page for a new one follows. */
  readonly next?: string;
  /** What to do when the link is invalid, used or expired. */
  readonly otherwise: string;
};

/** Opening a page changes nothing, because mail scanners open every link. */
export const mailPages: readonly MailPage[] = [
  {
    path: "/reset-password",
    title: "Set a new password",
    lead: "Choose a new password. Everywhere you are signed in, you will be signed out.",
    operation: "/customers/password/reset",
    asksFor: "a new password",
    button: "Set the password",
    done: "Your new password is set. Go back to the shop and sign in with it.",
    otherwise: "Ask for another one where you sign in.",
  },
  {
    path: "/verify-email",
    title: "Is this your address?",
    lead: "Confirm that the address this mail came to is yours. If you opened the account, enter its password. If somebody else did, or you do not know the password, leave the field empty: that password stops working, and you choose a new one.",
    operation: "/customers/email/verify",
    asksFor: "the password, if there is one",
    button: "Yes, this is my address",
    done: "Thank you: your address is confirmed.",
    next: "Thank you: your address is confirmed. Now choose a password.",
    otherwise: "Ask for another one in your account.",
  },
  {
    path: "/undo-change",
    title: "Undo the change",
    lead: "Undo what was changed in your account. Everywhere you are signed in, you will be signed out.",
    operation: "/customers/undo",
    button: "Undo the change",
    done: "The change is undone.",
    next: "The change is undone. Now choose a new password: somebody else may know the old one.",
    otherwise: "If the change was not yours, write to the shop.",
  },
  {
    path: "/staff-password",
    title: "Set a new password",
    lead: "Choose a new password for your staff account. Everywhere you are signed in, you will be signed out.",
    operation: "/admin/password/reset",
    asksFor: "a new password and a code",
    button: "Set the password",
    done: "Your new password is set. Sign in with it.",
    otherwise: "Ask for another one where you sign in.",
  },
];

const noFields = "";
const knownPasswordField = `<label>Password of the account
<input type="password" name="password" autocomplete="current-password" maxlength="200" aria-describedby="said"></label>
`;
const newPasswordFields = `<label>New password
<input type="password" name="password" autocomplete="new-password" required minlength="8" maxlength="200" aria-describedby="said"></label>
<label>The same again
<input type="password" name="again" autocomplete="new-password" required maxlength="200" aria-describedby="said"></label>
`;

const codeField = `<label>Code of your authenticator app, or a recovery code
<input name="code" autocomplete="one-time-code" required maxlength="40" aria-describedby="said"></label>
`;

export const stylesheet = `*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:grid;place-items:center;padding:1.5rem;font:17px/1.6 Georgia,serif;color:#26303a;background:#faf7f0;box-shadow:inset 6px 0 #b5382f}
main{width:100%;max-width:26rem}
.shop{margin:0;color:#6b4a44}
h1{font-weight:normal;font-size:2rem;line-height:1.2;margin:0 0 1rem}
label{display:block;margin:0 0 1rem}
input,select{display:block;width:100%;margin-top:.2rem;padding:.6rem;font:inherit;border:1px solid #7d766a;border-radius:4px;background:#fff;color:inherit}
button{font:inherit;padding:.6rem 1.2rem;border:0;border-radius:4px;background:#b5382f;color:#fff;cursor:pointer}
button:disabled{opacity:.6;cursor:default}
:focus-visible{outline:3px solid #26303a;outline-offset:2px}
#said:empty{display:none}
#said:focus{outline:none}
.fault{color:#8f2a22}
[hidden]{display:none}
`;

/** Returns the page's HTML, the same for every token: only the browser reads the token from the URL. */
export function htmlOf(page: MailPage, shopName: string): string {
  return framed(
    { title: page.title, shopName, script: "mail-page.js" },
    `<form method="post" action="${page.operation.slice(1)}" data-done="${escaped(page.done)}" data-next="${escaped(page.next ?? "")}" data-otherwise="${escaped(page.otherwise)}">
<p>${escaped(page.lead)}</p>
${fieldsOf(page)}<button>${escaped(page.button)}</button></form>`,
  );
}

/** Returns a page around a form, with a line below it for success and errors. */
export function framed(
  { title, shopName, script }: { readonly title: string; readonly shopName: string; readonly script: string },
  form: string,
): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="robots" content="noindex"><title>${escaped(title)} · ${escaped(shopName)}</title>
<link rel="icon" href="data:,"><link rel="stylesheet" href="mail-page.css"><script src="${script}" defer></script></head>
<body><main><p class="shop">${escaped(shopName)}</p><h1>${escaped(title)}</h1>
${form}
<p id="said" role="status" tabindex="-1"></p>
<noscript><p class="fault">This page needs JavaScript.</p></noscript></main></body></html>
`;
}

export function escaped(text: string): string {
  return text.replaceAll(
    /[&<>"]/g,
    (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[sign] ?? sign,
  );
}

function fieldsOf({ asksFor }: MailPage): string {
  if (asksFor === undefined) return noFields;
  if (asksFor === "a new password and a code") return newPasswordFields + codeField;
  return asksFor === "a new password" ? newPasswordFields : knownPasswordField;
}
