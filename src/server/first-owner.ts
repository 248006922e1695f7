import type { Config } from "../platform/config.ts";
import { openDatabase } from "../platform/database/database.ts";
import { openStaffCommands } from "../staff/index.ts";
import type { Ground } from "./ground.ts";
import { onceItAnswers } from "./patience.ts";
import { say } from "./say.ts";

type Opened = Pick<Ground, "address"> & {
  /** Where the server listens. */
  readonly url: string;
};

/**
 * Prints the link by which the first owner opens an account, on a terminal and while the shop has no staff: nothing that
 * keeps a log may know it.
 */
export async function inviteFirstOwner({ address, url }: Opened, { port, staffUrl }: Config): Promise<void> {
  if (!process.stdout.isTTY) return;
  const db = openDatabase({ url: address, sharedConnections: 1, transactionConnections: 1 });
  try {
    // A port that the system has chosen is not in the settings.
    const { firstOwnerLink } = await openStaffCommands(db, port === 0 ? url.replace("[::]", "localhost") : staffUrl);
    const link = await onceItAnswers(firstOwnerLink);
    if (link !== undefined)
      say(`The shop has no staff yet. Open this within 30 minutes to become its owner:\n\n  ${link}\n`);
  } finally {
    await db.close();
  }
}
