import type { TracingChannel } from "node:diagnostics_channel";
import type { Ended, Timed } from "./channels.ts";

/** Calls `ended` after each operation of a channel, with its duration in seconds. Returns a function that ends this. */
export function onEnd<About extends Timed>(
  channel: TracingChannel<unknown, About>,
  ended: (about: About & Ended, seconds: number) => void,
): () => void {
  const subscribers = {
    start(about: About) {
      about.startedAt = performance.now();
    },
    end: ignore,
    asyncStart: ignore,
    asyncEnd(about: About & Ended) {
      ended(about, (performance.now() - (about.startedAt ?? performance.now())) / 1000);
    },
    error: ignore,
  };
  channel.subscribe(subscribers);
  return () => channel.unsubscribe(subscribers);
}

function ignore(): void {
  return undefined;
}
