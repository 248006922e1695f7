import { permissions, type Permission } from "../platform/http/staff-access.ts";

const reading = ["catalogue:read", "orders:read", "customers:read"] as const;

/** What each role may do. */
export const roles = {
  owner: permissions,
  manager: [
    ...reading,
    "catalogue:write",
    "orders:write",
    "customers:write",
    "actions:read",
    "staff:read",
    "keys:manage",
  ],
  catalogue: ["catalogue:read", "catalogue:write"],
  orders: [...reading, "orders:write"],
  support: [...reading, "orders:write", "customers:write"],
  "read-only": [...reading, "actions:read", "staff:read"],
} as const satisfies Record<string, readonly Permission[]>;

export type Role = keyof typeof roles;

export const roleNames = Object.keys(roles) as readonly Role[];

/** What an API key may be allowed: a key manages neither accounts nor keys, or a stolen one would outlive its end. */
export const keyPermissions = permissions.filter((one) => one !== "staff:manage" && one !== "keys:manage");

export function isRole(text: string): text is Role {
  return Object.hasOwn(roles, text);
}

/** Returns what a role may do; nothing for a role that this version does not know. */
export function permissionsOf(role: string): ReadonlySet<Permission> {
  return new Set<Permission>(isRole(role) ? roles[role] : []);
}
