import { askingUrl, type Ask } from "../clients/buyers.ts";
import { startLoadBalancer } from "./load-balancer.ts";

/** All requests of a test come from one address, whose number HAProxy would limit. */
const unlimited = { SELVEDGE_REQUESTS_PER_10_SECONDS: "1000000", SELVEDGE_LOGINS_PER_MINUTE: "1000000" };

/** On a busy machine a server that is well may take long to say so; one that ended refuses connections at once. */
const patientWithChecks = (configuration: string): string =>
  configuration.replace("timeout check 3s", "timeout check 20s");

/** Whether the servers that tests open stand behind HAProxy, two by two. */
export const isBalanced = (): boolean => process.env["SELVEDGE_TEST_REPLICA"] !== undefined;

/** HAProxy in front of two servers of one shop. */
export type Front = {
  readonly url: string;
  readonly ask: Ask;
  /** Waits until HAProxy sends requests to both servers. */
  untilBothAreUp(): Promise<void>;
  close(): Promise<void>;
};

/** Starts HAProxy with the repository's configuration in front of two servers of this machine. */
export const openFront = async (urls: readonly [string, string]): Promise<Front> => {
  const ends: (() => Promise<void>)[] = [];
  const [one, other] = urls.map((url) => `127.0.0.1:${new URL(url).port}`) as [string, string];
  const { url, untilBothAreUp } = await startLoadBalancer(
    { after: (end) => void ends.push(end) },
    { servers: [one, other], variables: unlimited, spoil: patientWithChecks },
  );
  return {
    url,
    ask: askingUrl(url),
    untilBothAreUp,
    async close() {
      for (const end of ends) await end();
    },
  };
};
