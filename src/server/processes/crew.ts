import { setTimeout as delay } from "node:timers/promises";
import type { Log } from "../../platform/log.ts";
import type { Order } from "./messages.ts";
import type { ServingProcess } from "./serving-process.ts";

/** When and how often processes that ended are replaced. */
export type Replacements = {
  /** Delay before a process is replaced that ended soon; it doubles with each further such end, up to the longest. */
  readonly firstPauseMilliseconds: number;
  readonly longestPauseMilliseconds: number;
  /** Ends in a row, each soon after its start, after which replacing is given up once no process answers requests. */
  readonly attempts: number;
  /** A process that has answered requests for this time has not ended soon. */
  readonly steadyMilliseconds: number;
};

/** Ten attempts take a minute and a half. */
const defaults: Replacements = {
  firstPauseMilliseconds: 100,
  longestPauseMilliseconds: 30_000,
  attempts: 10,
  steadyMilliseconds: 10_000,
};

export type CrewOptions = {
  readonly count: number;
  readonly start: () => ServingProcess;
  /** One of the processes runs the background jobs. */
  readonly runsJobs: boolean;
  /** Maximum time for a process to end after it was told to, in milliseconds; then it is killed. */
  readonly longestEnd: number;
  readonly log: Log;
  readonly replacements?: Replacements;
};

/** No process stays up. */
export class ProcessesFail extends Error {}

type Member = {
  /** The least number that no other process had when it was started. */
  readonly number: number;
  readonly serving: ServingProcess;
  /** When it began to answer requests, on the process's clock. */
  openedAt: number | undefined;
  /** It was told to end, or is tried out: nothing takes its place when it ends. */
  isExpendable: boolean;
};

/** Keeps a number of serving processes running, and has one of them run the background jobs. */
export class Crew {
  readonly #options: CrewOptions;
  readonly #replacements: Replacements;
  readonly #members = new Set<Member>();
  readonly #lost = Promise.withResolvers<Error>();
  readonly #closing = new AbortController();
  #quickEnds = 0;
  #jobsAt: Member | undefined;
  #restarting: Promise<void> | undefined;

  constructor(options: CrewOptions) {
    this.#options = options;
    this.#replacements = options.replacements ?? defaults;
  }

  /** Resolves with the reason when no process stays up. */
  get lost(): Promise<Error> {
    return this.#lost.promise;
  }

  /** Starts all processes. Returns the address; throws `EndedEarly` when the first of them ends before it answers. */
  async open(): Promise<string> {
    const first = this.#add(true);
    const address = await first.serving.opened;
    this.#keep(first);
    const others = Array.from({ length: this.#options.count - 1 }, () => this.#add().serving.opened);
    await Promise.allSettled(others);
    return address;
  }

  /** Tells all processes. */
  tell(order: Order): void {
    for (const { serving } of this.#members) serving.tell(order);
  }

  /** Replaces one process after the other, each once the new one answers. Keeps the others when a new one fails. */
  restart(): Promise<void> {
    this.#restarting ??= this.#replaceAll().finally(() => (this.#restarting = undefined));
    return this.#restarting;
  }

  /** Returns the processes that answer requests and go on doing so, by their numbers. */
  serving(): readonly Pick<Member, "number" | "serving">[] {
    return this.#open().toSorted((one, other) => one.number - other.number);
  }

  /** Ends all processes. */
  async close(isPatient: boolean): Promise<void> {
    this.#closing.abort();
    await Promise.all([...this.#members].map((member) => this.#end(member, { kind: "close", isPatient })));
  }

  get #isClosing(): boolean {
    return this.#closing.signal.aborted;
  }

  #add(isExpendable = false): Member {
    const quickEnds = this.#quickEnds;
    const member: Member = {
      number: this.#freeNumber(),
      serving: this.#options.start(),
      openedAt: undefined,
      isExpendable,
    };
    this.#members.add(member);
    member.serving.opened.then(
      () => {
        member.openedAt = performance.now();
        this.#assignJobs();
        setTimeout(() => this.#beginAnew(member, quickEnds), this.#replacements.steadyMilliseconds).unref();
      },
      () => undefined,
    );
    void member.serving.ended.then((reason) => this.#ended(member, reason));
    return member;
  }

  #freeNumber(): number {
    const taken = new Set([...this.#members].map(({ number }) => number));
    let number = 1;
    while (taken.has(number)) number += 1;
    return number;
  }

  /** Counts a process that was tried out among those that are replaced. */
  #keep(member: Member): void {
    member.isExpendable = false;
    this.#assignJobs();
  }

  /** Counts quick ends from zero once a process has stayed up that was started after the last of them. */
  #beginAnew(member: Member, quickEnds: number): void {
    if (this.#members.has(member) && this.#quickEnds === quickEnds) this.#quickEnds = 0;
  }

  #ended(member: Member, reason: string): void {
    this.#members.delete(member);
    this.#assignJobs();
    if (member.isExpendable || this.#isClosing) return;
    this.#replace(member, reason).catch((error: unknown) => this.#lost.resolve(error as Error));
  }

  async #replace({ serving: { pid }, openedAt }: Member, reason: string): Promise<void> {
    const { firstPauseMilliseconds, longestPauseMilliseconds, attempts, steadyMilliseconds } = this.#replacements;
    const isSteady = openedAt !== undefined && performance.now() - openedAt >= steadyMilliseconds;
    this.#quickEnds = isSteady ? 1 : this.#quickEnds + 1;
    if (this.#quickEnds > attempts && !this.#open().length)
      throw new ProcessesFail(
        `The processes that answer requests do not stay up: ${this.#quickEnds} ended soon after they had started, and the last one ${reason}. Their messages above say more.`,
      );
    const pauseMilliseconds = Math.min(longestPauseMilliseconds, firstPauseMilliseconds * 2 ** (this.#quickEnds - 1));
    this.#options.log.error({ process: pid, reason, pauseMilliseconds }, "a process ended and is replaced");
    await delay(pauseMilliseconds, undefined, { signal: this.#closing.signal }).catch(() => undefined);
    if (!this.#isClosing) this.#add();
  }

  async #replaceAll(): Promise<void> {
    const { log } = this.#options;
    log.info({ processes: this.#members.size }, "restarting one process after the other");
    const earlier = [...this.#members];
    for (const member of earlier) {
      if (this.#isClosing) return;
      // One that has ended meanwhile is replaced already.
      if (!this.#members.has(member) || member.isExpendable) continue;
      let fresh: Member;
      try {
        fresh = this.#add(true);
        await fresh.serving.opened;
      } catch (error) {
        log.error({ err: error }, "a new process does not start: the others go on");
        return;
      }
      this.#keep(fresh);
      await this.#end(member, { kind: "retire" });
    }
    log.info({ processes: this.#members.size }, "every process was restarted");
  }

  async #end(member: Member, order: Order): Promise<void> {
    const { serving } = member;
    member.isExpendable = true;
    this.#assignJobs();
    serving.tell(order);
    const timer = setTimeout(() => {
      this.#options.log.error({ process: serving.pid }, "a process does not end: killing it");
      serving.kill();
    }, this.#options.longestEnd);
    await serving.ended;
    clearTimeout(timer);
  }

  /** Returns the processes that answer requests and go on doing so. */
  #open(): Member[] {
    return [...this.#members].filter(({ openedAt, isExpendable }) => openedAt !== undefined && !isExpendable);
  }

  /** Has another process run the background jobs when the one that ran them ends. */
  #assignJobs(): void {
    if (!this.#options.runsJobs || this.#isClosing) return;
    const open = this.#open();
    if (this.#jobsAt && open.includes(this.#jobsAt)) return;
    this.#jobsAt = open[0];
    this.#jobsAt?.serving.tell({ kind: "jobs" });
  }
}
