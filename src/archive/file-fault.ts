import { TransferFault } from "../platform/database/transfer/transfer-fault.ts";

/** Errors of a disk that is full or fails, which name no file. */
const ofDisk = /^(ENOSPC|EDQUOT|EFBIG|EIO)$/;

/** Returns a file's failure as a TransferFault with the system's reason; any other failure as it is. */
export function fileFault(error: unknown, what: string): unknown {
  const { path, code = "", message } = error as NodeJS.ErrnoException;
  const isOfFile = path !== undefined || ofDisk.test(code);
  return isOfFile ? new TransferFault(`${what}: ${message}.`, { cause: error }) : error;
}
