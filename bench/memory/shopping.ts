import { once } from "node:events";
import { requestText } from "../shoppers/errand.ts";
import { errandOf } from "../shoppers/errands.ts";
import { drawFrom, type Mix } from "../shoppers/mix.ts";
import { openWire, type Outcome } from "../shoppers/wire.ts";
import { openWorld } from "../shoppers/world.ts";

/** Input of the program: how many shoppers send requests without pause, each the next after the reply, and for how long. */
export type Shopping = {
  readonly url: string;
  readonly seconds: number;
  readonly connections: number;
  readonly mix: Mix;
  readonly anew: { readonly lists: number; readonly searches: number };
};
/** Requests answered so far, and what else became of some: by kind, with the status or fault. */
export type Shopped = {
  readonly requests: number;
  readonly faults: Readonly<Record<string, number>>;
  readonly isOver: boolean;
};

const reportMilliseconds = 10_000;
const timeoutMilliseconds = 10_000;

// Runs as a separate process: receives the input, reports now and then, and at the end.
const [shopping] = (await once(process, "message")) as [Shopping];
await shop(shopping);

async function shop({ url, seconds, connections, mix, anew }: Shopping): Promise<void> {
  const world = await openWorld({ url, seed: 1, anew });
  const wire = openWire({ url, connections, timeoutMilliseconds });
  const draw = drawFrom(mix);
  const { host } = new URL(url);
  let requests = 0;
  const faults: Record<string, number> = {};
  const report = (isOver: boolean): void => void process.send?.({ requests, faults, isOver } satisfies Shopped);
  const reporting = setInterval(() => report(false), reportMilliseconds);
  const end = performance.now() + seconds * 1000;
  const shopAlone = async (): Promise<void> => {
    while (performance.now() < end) {
      const errand = errandOf(world, draw(world.dice));
      const { promise, resolve } = Promise.withResolvers<Outcome>();
      wire.send(requestText(errand, host), resolve);
      const outcome = await promise;
      if (!("fault" in outcome)) requests += 1;
      const fault = "fault" in outcome ? outcome.fault : outcome.status;
      if (fault === 200 && "body" in outcome) errand.learn?.(JSON.parse(outcome.body.toString()) as never);
      else faults[`${errand.kind} ${fault}`] = (faults[`${errand.kind} ${fault}`] ?? 0) + 1;
    }
  };
  await Promise.all(Array.from({ length: connections }, shopAlone));
  clearInterval(reporting);
  wire.close();
  report(true);
  process.disconnect();
}
