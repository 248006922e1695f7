import { connect } from "node:net";
import { replyReader, type WireReply } from "./reply-reader.ts";

/** What became of a request: a reply; or its connection was cut before; or there was none in time. */
export type Outcome = WireReply | { readonly fault: "cut" | "timeout" };
type Done = (outcome: Outcome) => void;

/**
 * Keep-alive connections to one address, each with one request on its way. Nothing is sent twice: whatever happens to a
 * request is told.
 */
export type Wire = {
  /** Sends the bytes of a request; waits for a connection when all of them are busy. */
  send(text: string, done: Done): void;
  close(): void;
};

export type WireOptions = {
  readonly url: string;
  /** Maximum number of connections. */
  readonly connections: number;
  /** Connections that are opened before one is used again; 0 by default. */
  readonly least?: number;
  /** A request without a reply for so long is given up, and its connection closed. */
  readonly timeoutMilliseconds: number;
};

type Job = { readonly text: string; readonly done: Done; readonly dueBy: number };
type Line = { readonly socket: ReturnType<typeof connect>; job: Job | undefined };

const checkMilliseconds = 250;

/** Opens connections as they are needed. */
export function openWire({ url, connections, timeoutMilliseconds, least = 0 }: WireOptions): Wire {
  const lines = new Set<Line>();
  const idle = new Set<Line>();
  const waiting: Job[] = [];
  let opened = 0;
  const finish = (line: Line, outcome: Outcome): void => {
    const { job } = line;
    line.job = undefined;
    const isUsable = !("fault" in outcome) && !outcome.isLast && job !== undefined;
    if (!isUsable) line.socket.destroy();
    const next = isUsable ? waiting.shift() : undefined;
    if (next) start(line, next);
    else if (isUsable) idle.add(line);
    job?.done(outcome);
  };
  const closed = (line: Line): void => {
    lines.delete(line);
    idle.delete(line);
    if (line.job) finish(line, { fault: "cut" });
    const next = lines.size < connections ? waiting.shift() : undefined;
    if (next) open(next);
  };
  const open = (job: Job): void => {
    opened += 1;
    const line = openLine(addressesOf(url, opened), { finish, closed });
    lines.add(line);
    start(line, job);
  };
  const checking = setInterval(() => giveUpLate({ lines, waiting }, finish), checkMilliseconds);
  return {
    send(text, done) {
      const job = { text, done, dueBy: performance.now() + timeoutMilliseconds };
      const line = lines.size < least ? undefined : takeFirst(idle);
      if (line) start(line, job);
      else if (lines.size < connections) open(job);
      else waiting.push(job);
    },
    close() {
      clearInterval(checking);
      waiting.length = 0;
      for (const { socket } of lines) socket.destroy();
    },
  };
}

type Finish = (line: Line, outcome: Outcome) => void;

function openLine(
  addresses: ReturnType<typeof addressesOf>,
  { finish, closed }: { readonly finish: Finish; readonly closed: (line: Line) => void },
): Line {
  const line: Line = { socket: connect(addresses), job: undefined };
  const read = replyReader();
  line.socket.on("data", (arrived) => {
    const reply = read(arrived);
    if (reply) finish(line, reply);
  });
  // The end that follows tells what became of the request.
  line.socket.on("error", () => undefined);
  line.socket.on("close", () => closed(line));
  return line;
}

function start(line: Line, job: Job): void {
  line.job = job;
  line.socket.write(job.text);
}

function takeFirst(lines: Set<Line>): Line | undefined {
  const [line] = lines;
  if (line) lines.delete(line);
  return line;
}

/** Gives up requests that had no reply in time, and those that still wait for a connection then. */
function giveUpLate(
  { lines, waiting }: { readonly lines: ReadonlySet<Line>; readonly waiting: Job[] },
  finish: Finish,
): void {
  const now = performance.now();
  for (const line of lines) if (line.job && line.job.dueBy < now) finish(line, { fault: "timeout" });
  while (waiting[0] && waiting[0].dueBy < now) waiting.shift()?.done({ fault: "timeout" });
}

/**
 * Returns where a connection leads, and from where. On Linux each connection to this machine has an address of its own,
 * as shoppers have: a proxy's limits by address see many clients.
 */
function addressesOf(url: string, number: number) {
  const { hostname, port } = new URL(url);
  const isOwn = process.platform === "linux" && hostname.startsWith("127.");
  const localAddress = `127.77.${1 + (Math.floor(number / 250) % 250)}.${1 + (number % 250)}`;
  return { host: hostname, port: Number(port), noDelay: true, ...(isOwn ? { localAddress } : {}) };
}
