import type { Rows } from "../row.ts";
import { cartRows } from "./cart.ts";
import { customerRows } from "./customers.ts";
import { identityRows } from "./identities.ts";
import { orderRows, reviewRows } from "./orders.ts";
import { paymentRows } from "./payments.ts";
import { readRows } from "./reads.ts";
import { serverRows } from "./server.ts";
import { adminOrderRows, staffRows } from "./staff.ts";

/** Every operation of the shop. */
export const rows: Rows = {
  ...serverRows,
  ...readRows,
  ...customerRows,
  ...identityRows,
  ...reviewRows,
  ...cartRows,
  ...orderRows,
  ...paymentRows,
  ...staffRows,
  ...adminOrderRows,
};
