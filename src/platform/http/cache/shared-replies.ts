import { hash } from "node:crypto";
import type { Redis } from "../../redis/redis.ts";
import type { DatabaseClock } from "./database-clock.ts";
import { openDistrust } from "./distrust.ts";
import type { KeptReply } from "./kept.ts";
import { encodingFor } from "./packing.ts";
import { decodeShared, encodeShared, mostBytes } from "./shared-format.ts";
import { openPlace } from "./shared-place.ts";

export type SharingOptions = {
  readonly redis: Pick<Redis, "get" | "set">;
  readonly clock: DatabaseClock;
  /** Identifies the program, whose next version may make other replies of the same rows. */
  readonly program: string;
};

/** A reply that a request needs: its key, and the beginnings by which its like are invalidated. */
export type Needed = { readonly key: string; readonly beginnings: readonly string[] };

export type SharedReplies = {
  /** Returns the reply that another server made, or makes it and stores it for the others. */
  findOrMake(needed: Needed, make: () => Promise<KeptReply>): Promise<KeptReply>;
  /** Shares replies with servers that know the same revision of the catalogue; with none when it is undefined. */
  share(revision: number | undefined): void;
  /** Uses no reply with this beginning whose making began before now. */
  distrust(beginning: string): void;
};

type Options = SharingOptions & {
  readonly maxAgeSeconds: number;
  readonly cacheControl: string;
  /** Compresses a reply with brotli, once for Redis and for the clients of this server. */
  readonly pack: (key: string, entry: KeptReply) => Promise<Buffer>;
};

/** A reply that this server made, and when it began to. */
type Made = { readonly name: string; readonly key: string; readonly reply: KeptReply; readonly moment: number };

/** Replies on their way to Redis; further ones are not stored. */
const mostUnderway = 64;

/**
 * Opens the second level of the cache of finished replies: those of all servers, in Redis. A key holds the revision of
 * the catalogue, so that a server that knows a newer one never finds it. A review makes no revision: a reply also holds
 * when its making began. Redis may lose everything at any moment, and may still hold what it was told to replace.
 */
export function shareReplies(options: Options): SharedReplies {
  const maxAge = options.maxAgeSeconds * 1000;
  const distrust = openDistrust(maxAge);
  const place = openPlace(options.clock, options.program);
  const find = finding(options, maxAge, distrust.since);
  const store = storing(options, maxAge);
  let underway = 0;

  const storeSoon = (made: Made): void => {
    if (underway >= mostUnderway) return;
    underway += 1;
    // Without Redis the others make it themselves.
    void store(made)
      .catch(() => undefined)
      .finally(() => (underway -= 1));
  };

  return {
    async findOrMake({ key, beginnings }, make) {
      const beginning = place.now();
      if (beginning === undefined) return make();
      const name = `${beginning}${hash("sha256", key, "base64url")}`;
      const found = await find(name, beginnings).catch(() => undefined);
      // The catalogue may have changed while Redis was asked.
      if (found && place.isStill(beginning)) return found;
      const moment = performance.now();
      const reply = await make();
      if (place.isStill(beginning)) storeSoon({ name, key, reply, moment });
      return reply;
    },
    share: (revision) => place.move(revision),
    distrust: (beginning) => distrust.add(beginning),
  };
}

/** Returns a function that finds a reply of this name that may be used, with the time until its maximum age. */
function finding({ redis, clock, cacheControl }: Options, maxAge: number, since: (all: readonly string[]) => number) {
  return async (name: string, beginnings: readonly string[]): Promise<KeptReply | undefined> => {
    const bytes = await redis.get(name);
    if (!bytes) return undefined;
    const { reply, begun } = await decodeShared(bytes, cacheControl);
    const distrusted = since(beginnings);
    const ageMilliseconds = clock.latest(performance.now()) - begun;
    const lifeMilliseconds = Math.floor(maxAge - ageMilliseconds);
    // No server has begun in the future: such a reply would outlive its age and every change.
    const isTrusted = ageMilliseconds >= 0 && (distrusted === -Infinity || begun > clock.latest(distrusted));
    return isTrusted && lifeMilliseconds > 0 ? { ...reply, lifeMilliseconds } : undefined;
  };
}

function storing({ redis, clock, pack }: Options, maxAge: number) {
  return async ({ name, key, reply, moment }: Made): Promise<void> => {
    const packed = encodingFor("br", reply.body.length) ? await pack(key, reply) : undefined;
    const bytes = encodeShared({ reply, begun: clock.earliest(moment) }, packed);
    const life = Math.floor(maxAge - (performance.now() - moment));
    if (bytes.length <= mostBytes && life > 0) await redis.set(name, bytes, life);
  };
}
