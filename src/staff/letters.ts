import type { Letter } from "../platform/mail/letter.ts";

type Invitation = {
  readonly email: string;
  readonly role: string;
  readonly link: string;
  readonly shopName: string;
};

export function invitationLetter({ email, role, link, shopName }: Invitation): Letter {
  return {
    to: { name: "", address: email },
    subject: `You are invited to the staff of ${shopName}`,
    parts: [
      { text: "Hello," },
      { text: `You are invited to work in ${shopName}, in the role "${role}". Open your account here:` },
      { button: "Accept the invitation", url: link },
      { text: "Have an authenticator app at hand: you sign in with a password and its code." },
      { note: "The link works once, within 72 hours. If you do not know of this, ignore this mail." },
    ],
  };
}

/** Returns the address of the page on which an invitation is accepted. */
export function invitationLink(staffUrl: string, token: string): string {
  return pageOf(staffUrl, "/staff-invitation", token);
}

/** Returns the mail with which a member of staff sets a new password. */
export function passwordLetter(email: string, staffUrl: string, token: string): Letter {
  return {
    to: { name: "", address: email },
    subject: "Set a new password",
    parts: [
      { text: "Hello," },
      { text: "You asked to reset the password of your staff account. Set a new one here:" },
      { button: "Set a new password", url: pageOf(staffUrl, "/staff-password", token) },
      { note: "The link works once, within an hour, together with a code of your authenticator app." },
      { note: "If you did not ask for this, ignore this mail: your password stays as it is." },
    ],
  };
}

function pageOf(staffUrl: string, path: string, token: string): string {
  return `${staffUrl.replace(/\/$/, "")}${path}?token=${token}`;
}
