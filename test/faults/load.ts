import { Agent, get } from "node:http";

/** One request of the load: its planned time (milliseconds of the clock), and its result. */
export type Sent = {
  readonly plannedAt: number;
  readonly endedAt: number;
  /** 0: the connection was refused or cut. */
  readonly status: number;
  readonly retryAfter: string | undefined;
  readonly isKept: boolean;
};

export type Load = { readonly sent: Sent[]; stop(): Promise<Sent[]> };

/** A small random generator: the same seed gives the same requests. */
export const seeded = (seed: number) => {
  let state = seed;
  return (below: number): number => (state = (state * 48_271) % 2_147_483_647) % below;
};

const ask = (url: string, path: string, agent: Agent): Promise<Pick<Sent, "status" | "retryAfter">> =>
  new Promise((resolve) => {
    get(`${url}${path}`, { agent }, (reply) => {
      reply.resume();
      reply.on("end", () => resolve({ status: reply.statusCode ?? 0, retryAfter: reply.headers["retry-after"] }));
      reply.on("error", () => resolve({ status: 0, retryAfter: undefined }));
    }).on("error", () => resolve({ status: 0, retryAfter: undefined }));
  });

/**
 * Sends requests at planned times without waiting for earlier replies: a server that stalls does not slow the load
 * down. Every fourth request is one whose reply the server caches; the others are new to it and reach the database.
 */
export const constantLoad = (url: string, perSecond: number, draw: (below: number) => number): Load => {
  const agent = new Agent({ keepAlive: true, maxSockets: 2000 });
  const sent: Sent[] = [];
  const open = new Set<Promise<void>>();
  const began = Date.now();
  let count = 0;

  const send = (plannedAt: number) => {
    count += 1;
    const isKept = count % 4 === 0;
    const path = isKept
      ? "/departments"
      : `/products?limit=3&price_max=${1 + draw(90_000)}.${10 + draw(90)}&page=${1 + draw(3)}`;
    const request = ask(url, path, agent).then((answer) => {
      sent.push({ plannedAt, endedAt: Date.now(), isKept, ...answer });
      open.delete(request);
    });
    open.add(request);
  };
  const timer = setInterval(() => {
    while (began + (count * 1000) / perSecond <= Date.now()) send(began + (count * 1000) / perSecond);
  }, 5);

  return {
    sent,
    async stop() {
      clearInterval(timer);
      await Promise.all(open);
      agent.destroy();
      return sent;
    },
  };
};

/** Returns in one line how many requests were sent, with which results. */
export const counts = (sent: readonly Sent[]): string => {
  const of = (status: number) => sent.filter((one) => one.status === status).length;
  return `${sent.length} requests: ${of(200)} answered, ${of(503)} told to come again, ${of(0)} cut`;
};

export type Limits = {
  /** From then on, every request succeeds. */
  readonly wellFrom: number;
  /** Maximum duration of a request. */
  readonly longest: number;
  /** Until then, every request succeeds. */
  readonly faultAt: number;
};

/** Returns each result that exceeds what a fault may do to the load. */
export const complaints = (sent: readonly Sent[], { faultAt, wellFrom, longest }: Limits): string[] => {
  const told = ({ plannedAt, endedAt, status }: Sent) =>
    `status ${status}, planned ${plannedAt - faultAt} ms after the fault, ${endedAt - plannedAt} ms long`;
  const wrong = sent.flatMap((one) => [
    ...(one.status !== 200 && one.status !== 503 ? [`neither answer nor 503: ${told(one)}`] : []),
    ...(one.status === 503 && one.retryAfter !== "1" ? [`503 without Retry-After: ${told(one)}`] : []),
    ...(one.status !== 200 && one.endedAt < faultAt ? [`failed before the fault: ${told(one)}`] : []),
    ...(one.status !== 200 && one.plannedAt >= wellFrom ? [`failed after all should be well: ${told(one)}`] : []),
    ...(one.endedAt - one.plannedAt > longest ? [`took too long: ${told(one)}`] : []),
  ]);
  return wrong.slice(0, 20);
};
