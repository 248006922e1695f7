import { once } from "node:events";
import { Agent, get } from "node:http";
import { createHistogram } from "node:perf_hooks";
import { setTimeout as delay } from "node:timers/promises";

/** Input of the latency probe: URLs to request in turn, duration and requests per second. */
export type Visit = { readonly urls: readonly string[]; readonly seconds: number; readonly rate: number };
/** Result of the latency probe; times in milliseconds. */
export type Visited = { readonly p50: number; readonly p99: number; readonly failures: number };

const look = (url: string, agent: Agent): Promise<boolean> =>
  new Promise((resolve) => {
    get(url, { agent }, (reply) => {
      reply.resume().once("end", () => resolve(reply.statusCode === 200));
    }).once("error", () => resolve(false));
  });

/** Sends requests at a fixed rate without waiting for earlier replies; times count from when a request was due. */
const visit = async ({ urls, seconds, rate }: Visit): Promise<Visited> => {
  const agent = new Agent({ keepAlive: true, maxSockets: 16 });
  const microseconds = createHistogram({ figures: 3 });
  const looks: Promise<void>[] = [];
  let failures = 0;
  const began = performance.now();
  for (let count = 0; count < seconds * rate; count += 1) {
    const due = began + (count * 1000) / rate;
    if (due > performance.now()) await delay(due - performance.now());
    looks.push(
      look(urls[count % urls.length] ?? "", agent).then((isGood) => {
        microseconds.record(Math.max(1, Math.round((performance.now() - due) * 1000)));
        if (!isGood) failures += 1;
      }),
    );
  }
  await Promise.all(looks);
  agent.destroy();
  return { p50: microseconds.percentile(50) / 1000, p99: microseconds.percentile(99) / 1000, failures };
};

// Runs as a separate process: receives one visit and sends back its result.
const [told] = (await once(process, "message")) as [Visit];
process.send?.(await visit(told), () => process.disconnect());
