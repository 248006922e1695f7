import type { HashingPong, HashingReply, HashingRequest } from "../../customers/index.ts";
import type { Log } from "../../platform/log.ts";
import type { HashingProcess } from "./hashing-process.ts";

/** When a hashing process counts as hung, and when one that ended is replaced. */
export type HasherTiming = {
  /** Interval of the pings while tasks wait. */
  readonly pingMilliseconds: number;
  /** Pings in a row without any message after which the process is killed; one that starts has four times as many. */
  readonly mostPings: number;
  /** A process is killed when a task waits this much longer than its caller does. */
  readonly stuckMilliseconds: number;
  /** Delay before the next start after an end; it doubles with each end before a reply, up to the longest. */
  readonly firstPauseMilliseconds: number;
  readonly longestPauseMilliseconds: number;
};

const defaults: HasherTiming = {
  pingMilliseconds: 1000,
  mostPings: 10,
  stuckMilliseconds: 45_000,
  firstPauseMilliseconds: 100,
  longestPauseMilliseconds: 10_000,
};

/** Maximum number of tasks without a reply, of all processes that answer requests; further ones are refused. */
const mostAsked = 200;
/** A task whose process ended is given to the next one, but not again: it may be what ends them. */
const mostAttempts = 2;

export type HasherOptions = {
  readonly start: (heard: (message: HashingReply | HashingPong) => void) => HashingProcess;
  readonly log: Pick<Log, "error">;
  readonly timing?: Partial<HasherTiming>;
};

type Asked = {
  readonly request: HashingRequest;
  readonly reply: (reply: HashingReply) => void;
  attempts: number;
};

/**
 * Has one process hash passwords for all that answer requests. It is started when there is something to hash, and
 * replaced when it ends or hangs; what it had not done by then, the next one does. Nothing of a task is logged.
 */
export class Hasher {
  readonly #start: HasherOptions["start"];
  readonly #log: HasherOptions["log"];
  readonly #timing: HasherTiming;
  readonly #watch: NodeJS.Timeout;
  /** Tasks without a reply, by numbers of their own, the oldest first. */
  readonly #asked = new Map<number, Asked>();
  #lastId = 0;
  #process: HashingProcess | undefined;
  #starting: NodeJS.Timeout | undefined;
  #pings = 0;
  #endsInARow = 0;
  #isClosed = false;

  constructor({ start, log, timing = {} }: HasherOptions) {
    this.#start = start;
    this.#log = log;
    this.#timing = { ...defaults, ...timing };
    this.#watch = setInterval(() => this.#look(), this.#timing.pingMilliseconds).unref();
  }

  /** Has a task done, or refuses it. `reply` is called once, with the request's own number. */
  ask(request: HashingRequest, reply: (reply: HashingReply) => void): void {
    const asked: Asked = { request, reply, attempts: 0 };
    if (this.#isClosed || this.#asked.size >= mostAsked) return refuse(asked);
    this.#lastId += 1;
    this.#asked.set(this.#lastId, asked);
    if (this.#process) this.#give(this.#process, this.#lastId, asked);
    else this.#startSoon();
  }

  /** Refuses what is not done, and ends the process. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#watch);
    clearTimeout(this.#starting);
    for (const asked of this.#asked.values()) refuse(asked);
    this.#asked.clear();
    this.#process?.kill();
    await this.#process?.ended;
  }

  #startSoon(): void {
    if (this.#starting) return;
    const { firstPauseMilliseconds, longestPauseMilliseconds } = this.#timing;
    const pause = this.#endsInARow === 0 ? 0 : firstPauseMilliseconds * 2 ** (this.#endsInARow - 1);
    this.#starting = setTimeout(() => this.#open(), Math.min(pause, longestPauseMilliseconds));
  }

  #open(): void {
    this.#starting = undefined;
    this.#pings = -3 * this.#timing.mostPings;
    const opened = this.#start((message) => this.#heard(message));
    this.#process = opened;
    void opened.ended.then((reason) => this.#ended(opened, reason));
    for (const [id, asked] of this.#asked) this.#give(opened, id, asked);
  }

  #give(to: HashingProcess, id: number, asked: Asked): void {
    asked.attempts += 1;
    to.tell({ ...asked.request, id });
  }

  #heard(message: HashingReply | HashingPong): void {
    this.#pings = 0;
    if (message.kind === "pong") return;
    this.#endsInARow = 0;
    const asked = this.#asked.get(message.id);
    this.#asked.delete(message.id);
    asked?.reply({ ...message, id: asked.request.id });
  }

  /** Checks, while tasks wait, that the process answers. Pings are counted, not time: this process may be held up too. */
  #look(): void {
    const [oldest] = this.#asked.values();
    if (!this.#process || !oldest) return;
    if (this.#pings >= this.#timing.mostPings || lateness(oldest) > this.#timing.stuckMilliseconds) {
      this.#log.error({ process: this.#process.pid }, "the process that hashes passwords does not answer: killing it");
      this.#process.kill();
      return;
    }
    this.#pings += 1;
    this.#process.tell({ kind: "ping" });
  }

  #ended(ended: HashingProcess, reason: string): void {
    if (this.#process === ended) this.#process = undefined;
    if (this.#isClosed) return;
    this.#endsInARow += 1;
    const waiting = this.#asked.size;
    this.#log.error({ process: ended.pid, reason, waiting }, "the process that hashes passwords ended");
    for (const [id, asked] of this.#asked) {
      if (asked.attempts < mostAttempts && lateness(asked) <= 0) continue;
      this.#asked.delete(id);
      refuse(asked);
    }
    if (this.#asked.size > 0) this.#startSoon();
  }
}

function refuse({ request: { id }, reply }: Asked): void {
  reply({ kind: "hashed", id });
}

/** Returns for how many milliseconds nobody has waited for a task. */
function lateness({ request: { task } }: Asked): number {
  return Date.now() - (task.until ?? Infinity);
}
