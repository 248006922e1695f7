import { setTimeout as delay } from "node:timers/promises";
import { hostsOf, placeOf } from "../postgres-address.ts";
import type { Address, Following } from "./connection.ts";
import { openProbe } from "./host-probe.ts";
import { DatabaseClosed } from "./migrate.ts";
import { openChoice, type TellOfPrimary } from "./primary-choice.ts";

/** The primary among the hosts of an address, which is followed until it is closed. */
export type FollowedPrimary = { readonly address: Address; close(): void };

/** Time between two looks at all hosts: usually, and while no primary is known. */
const pauses = { usual: 1000, missing: 200 };
/** Minimum time between two looks, however many connections are lost at once. */
const shortestPauseMilliseconds = 100;
/** Maximum wait for a primary at the start, as during a failover. */
const longestStartMilliseconds = 10_000;

/** Returns the URL of the primary among the hosts of an address. Throws DatabaseClosed when none is found in 10 s. */
export async function findPrimary(address: string): Promise<string> {
  if (hostsOf(address).length === 1) return address;
  const followed = await followPrimary(address, () => undefined);
  followed.close();
  return (followed.address as Following).url();
}

/**
 * Finds the primary among the hosts of an address, and follows it: when another host is promoted, connections lead there,
 * and those to the former primary are cut. A former primary that comes back is not used, even if it accepts writes: its
 * timeline is older. Throws DatabaseClosed when there is no primary for 10 s.
 */
export async function followPrimary(address: string, tell: TellOfPrimary): Promise<FollowedPrimary> {
  const urls = hostsOf(address);
  if (urls.length === 1) return { address, close: () => undefined };
  const probes = urls.map((url) => openProbe(url));
  const choice = openChoice(tell);
  const look = async (): Promise<void> =>
    choice.judge(await Promise.all(probes.map(async ({ url, ask }) => ({ url, found: await ask() }))));

  const giveUpAt = Date.now() + longestStartMilliseconds;
  for (await look(); !choice.hasPrimary(); await look()) {
    if (Date.now() > giveUpAt) {
      for (const probe of probes) probe.close();
      throw new DatabaseClosed(
        `No host of ${placeOf(address)} is a primary. ${probes.map(({ told }) => told()).join(" ")} Look at DATABASE_URL and whether PostgreSQL runs there.`,
      );
    }
    await delay(pauses.missing);
  }

  const looking = keepLooking(look, () => (choice.hasPrimary() ? pauses.usual : pauses.missing));
  return {
    address: { url: choice.url, opened: choice.opened, suspect: looking.hurry },
    close() {
      looking.stop();
      for (const probe of probes) probe.close();
    },
  };
}

/** Repeats a look until it is stopped; `hurry` looks soon. */
function keepLooking(look: () => Promise<void>, pause: () => number): { hurry(): void; stop(): void } {
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  let isLooking = false;
  let isHurried = false;
  let lastAt = 0;

  const lookNow = async (): Promise<void> => {
    isLooking = true;
    isHurried = false;
    lastAt = performance.now();
    await look();
    isLooking = false;
    plan(isHurried ? shortestPauseMilliseconds : pause());
  };
  const plan = (milliseconds: number): void => {
    clearTimeout(timer);
    if (!isStopped) timer = setTimeout(() => void lookNow(), milliseconds).unref();
  };
  plan(pause());

  return {
    hurry() {
      isHurried = true;
      if (!isLooking) plan(Math.max(0, lastAt + shortestPauseMilliseconds - performance.now()));
    },
    stop() {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}
