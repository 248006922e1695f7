import type { StaffIdentity } from "../platform/http/staff-access.ts";

/** Who acts, and from where. */
export type Actor = {
  readonly staffId: number | null;
  readonly keyId: number | null;
  readonly who: string;
  readonly address: string;
  readonly device: string;
};

type Caller = { readonly address: string; readonly device: string };

/** Returns the actor of a request. */
export function actorOf({ staffId, keyId, email }: StaffIdentity, { address, device }: Caller): Actor {
  return { staffId, keyId: keyId ?? null, who: email, address, device };
}

/** Returns the actor of a command, which a person who may run programs on the shop's machine has started. */
export function commandActor(command: string): Actor {
  return { staffId: null, keyId: null, who: `command: ${command}`, address: "", device: "" };
}
