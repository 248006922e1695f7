import { within } from "./limit.ts";
import { contentOf, problemOf } from "./problem.ts";
import { send, type Manner, type Patience } from "./send.ts";

/** Where a session is kept: `localStorage`, `sessionStorage`, or anything of their shape. */
export type SessionStorage = {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
};

/** The shop's reply to a sign-in, as far as a session needs it. */
export type SignedIn = {
  readonly accessToken: string;
  readonly refresh_token: string;
  readonly expires_in: string;
};

/** An access token, and the session that it is of. */
export type Held = { readonly accessToken: string; readonly session?: string | undefined };

export type Session = {
  isSignedIn(): boolean;
  /** Returns an access token that is not about to expire; undefined where nobody is signed in. */
  token(): Promise<Held | undefined>;
  /**
   * Exchanges an access token that the shop refuses; undefined when its session has ended, also where another one has
   * begun: what one customer has asked is not done in the name of the next.
   */
  renew(spent: Held): Promise<Held | undefined>;
  begin(reply: SignedIn): void;
  end(): void;
};

export type SessionOptions = {
  readonly url: string;
  readonly fetch: Manner["fetch"];
  readonly storage: SessionStorage;
  readonly storageKey: string;
  /** Whether other tabs or workers may use the same storage. */
  readonly isShared: boolean;
  /** Called when the shop has ended the session. */
  readonly onEnd: () => void;
};

/** A session as it is stored; `renewAt` in milliseconds since 1970. */
type Kept = Held & { readonly refreshToken: string; readonly renewAt: number };

/** An exchange that is under way. */
type Flight = { readonly of: string | undefined; readonly ends: Promise<Held | undefined> };

/**
 * A refresh token may be sent again for ten seconds after its first use, and ends the session later. All attempts end
 * before that.
 */
const patience: Patience = { retries: 2, attemptMilliseconds: 3500, callMilliseconds: 8000 };

const secondsOf: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** Opens the session that is stored, or none. Tokens are exchanged once, however many calls and tabs need it. */
export function openSession(options: SessionOptions): Session {
  const { storage, storageKey, isShared } = options;
  let flight: Flight | undefined;

  const renew = (spent: Held): Promise<Held | undefined> => {
    if (flight && flight.of === spent.session) return flight.ends;
    const act = () => exchange(options, spent);
    const own: Flight = {
      of: spent.session,
      ends: (isShared ? oneTabAtATime(storageKey, act) : act()).finally(() => {
        if (flight === own) flight = undefined;
      }),
    };
    flight = own;
    return own.ends;
  };

  return {
    isSignedIn: () => read(options) !== undefined,
    async token() {
      const kept = read(options);
      if (!kept) return undefined;
      return Date.now() < kept.renewAt ? kept : renew(kept);
    },
    renew,
    begin: (reply) => storage.setItem(storageKey, JSON.stringify(keptOf(reply, newSession()))),
    end: () => storage.removeItem(storageKey),
  };
}

/** Returns whether a reply begins a session. */
export function isSignedIn(content: unknown): content is SignedIn {
  return typeof content === "object" && content !== null && "accessToken" in content && "refresh_token" in content;
}

/** Returns a storage that lasts as long as the page or the process. */
export function keptInMemory(): SessionStorage {
  const items = new Map<string, string>();
  return {
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => void items.set(key, value),
    removeItem: (key) => void items.delete(key),
  };
}

/**
 * Holds a lock over all tabs and workers of the page's origin where there are Web Locks. Without them, and in a tab that
 * does not see yet what another has stored, the same refresh token is used again and gives the same new one.
 */
async function oneTabAtATime(storageKey: string, act: () => Promise<Held | undefined>): Promise<Held | undefined> {
  const { locks } = globalThis.navigator ?? {};
  return locks ? locks.request(`renew ${storageKey}`, act) : act();
}

/** Exchanges the refresh token, unless another tab was first, and returns the access token that counts then. */
async function exchange(options: SessionOptions, spent: Held): Promise<Held | undefined> {
  const kept = ofSession(spent, read(options));
  if (kept?.accessToken !== spent.accessToken) return kept;
  const response = await askForTokens(options, kept.refreshToken);
  const content = await contentOf(response);
  // The customer may have signed out meanwhile, or in again: their word counts.
  const current = read(options);
  if (current?.refreshToken !== kept.refreshToken) return ofSession(spent, current);
  if (response.ok && isSignedIn(content)) {
    const renewed = keptOf(content, kept.session);
    options.storage.setItem(options.storageKey, JSON.stringify(renewed));
    return renewed;
  }
  if (response.status !== 401) throw problemOf(response, content);
  options.storage.removeItem(options.storageKey);
  options.onEnd();
  return undefined;
}

/** Returns what is kept if it is of the same session. */
function ofSession({ session }: Held, kept: Kept | undefined): Kept | undefined {
  return kept?.session === session ? kept : undefined;
}

function askForTokens({ url, fetch }: SessionOptions, refreshToken: string): Promise<Response> {
  const request = new Request(`${url}/customers/refresh`, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/problem+json, application/json" },
    body: JSON.stringify({ refresh_token: refreshToken }),
  });
  return within(patience.callMilliseconds, undefined, (signal) =>
    send(request, { fetch, patience, isRepeatable: true, signal }),
  );
}

function read({ storage, storageKey }: SessionOptions): Kept | undefined {
  try {
    const kept: Partial<Kept> | null = JSON.parse(storage.getItem(storageKey) ?? "null");
    return kept?.accessToken && kept.refreshToken ? (kept as Kept) : undefined;
  } catch {
    // Not what a session writes: something else uses this key.
    return undefined;
  }
}

/** Returns a name that no other session has. */
function newSession(): string {
  return crypto.getRandomValues(new Uint32Array(3)).join("-");
}

/** Plans the exchange for the last tenth of the access token's lifetime, at most a minute before its end. */
function keptOf(
  { accessToken, refresh_token: refreshToken, expires_in: lifetime }: SignedIn,
  session: string | undefined,
): Kept {
  const seconds = Number.parseInt(lifetime, 10) * (secondsOf[lifetime.at(-1) ?? ""] ?? 0);
  return { accessToken, refreshToken, session, renewAt: Date.now() + (seconds - Math.min(60, seconds / 10)) * 1000 };
}
