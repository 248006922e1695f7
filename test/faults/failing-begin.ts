import pg from "pg";
import { Batch } from "../../src/platform/database/batch.ts";

// A planted bug, for a server that is started with this file: when an error ends the connection, the transaction is
// only told that an earlier statement failed.
const { handleError } = Batch.prototype;
Batch.prototype.handleError = function planted(error, wire) {
  const hidden = error instanceof pg.DatabaseError && error.code?.startsWith("57P");
  handleError.call(this, hidden ? Object.assign(error, { code: "25P02", severity: "ERROR" }) : error, wire);
};
