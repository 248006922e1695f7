import { emailKey, isEmail } from "../customers/index.ts";
import type { Database } from "../platform/database/database.ts";
import { refusal } from "../platform/refusal.ts";
import { recordAction } from "./actions.ts";
import { commandActor } from "./actor.ts";
import { invitationLink } from "./letters.ts";
import { inviteByLink, inviteFirstOwner } from "./invitations.ts";
import type { Role } from "./roles.ts";
import { changeStaff } from "./staff.ts";
import { listStaff, staffWithEmail } from "./staff.queries.ts";

const actor = commandActor("staff");
const mostListed = 1000;

type Wanted = { readonly email: string; readonly role: Role };

/** Returns what commands and the start of a shop do with staff. */
export function staffCommands(db: Database, staffUrl: string) {
  return {
    /** Invites an address. Returns the link, which works once, within 30 minutes. */
    invite: (wanted: Wanted) => invite(db, staffUrl, wanted),
    /** Disables an account: its sessions and API keys end on all servers at once. */
    disable: (email: string) => disable(db, email),
    /** Returns the accounts as text, one line each. */
    describe: () => describe(db),
    /** Returns the link for the first owner, who has 30 minutes for it; undefined when the shop has staff. */
    async firstOwnerLink(): Promise<string | undefined> {
      const token = await inviteFirstOwner(db);
      return token === undefined ? undefined : invitationLink(staffUrl, token);
    },
  };
}

async function invite(db: Database, staffUrl: string, { email, role }: Wanted): Promise<string> {
  if (!isEmail(email)) throw refusal("USR_03", "email");
  const token = await db.transaction(async (tx) => {
    recordAction(tx, actor, { act: "staff.invited", subject: `e-mail ${emailKey(email)}`, after: { email, role } });
    return inviteByLink(tx, { email, role });
  });
  return invitationLink(staffUrl, token);
}

async function disable(db: Database, email: string): Promise<void> {
  const found = await db.first(staffWithEmail(emailKey(email)));
  if (!found) throw refusal("USR_05", "email", { message: `There is no account of staff with the address ${email}.` });
  const { staff_id: staffId, version } = found;
  await changeStaff(db, { staffId, version }, { is_disabled: true }, actor);
}

async function describe(db: Database): Promise<string[]> {
  const rows = await db.all(listStaff(0, mostListed));
  if (rows.length === 0) return ["There is no staff yet."];
  return rows.map(
    ({ staff_id, email, name, role, disabled_at }) =>
      `${staff_id}  ${email}  ${name}  ${role}${disabled_at === null ? "" : "  disabled"}`,
  );
}
