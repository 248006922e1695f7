import pg from "pg";
import { Batch } from "../../src/platform/database/batch.ts";

// A bug, planted in a server that is started with this file: of an error that ends the connection a transaction is only
// told that a statement before had failed.
const { handleError } = Batch.prototype;
Batch.prototype.handleError = function planted(error, wire) {
  const hidden = error instanceof pg.DatabaseError && error.code?.startsWith("57P");
  handleError.call(this, hidden ? Object.assign(error, { code: "25P02", severity: "ERROR" }) : error, wire);
};
