import { call, openRequests, type Dependencies, type Operation } from "./call.ts";
import type { CallOptions } from "./functions.ts";
import { operations, type ShopFunctions } from "./generated/operations.ts";
import { ShopProblem } from "./problem.ts";
import { keptInMemory, openSession, type SessionStorage } from "./session.ts";

export type ShopOptions = {
  /** Address of the shop, such as `https://shop.example.com`; empty for the page's own origin. */
  readonly url: string;
  /**
   * Where the session is kept. `localStorage` shares it between tabs and keeps it for the next visit; every script of
   * the page can read it there. By default it is kept in memory, and ends with the page or the process.
   */
  readonly storage?: SessionStorage | undefined;
  /** Name of the session in the storage. A process that serves many customers gives each storage its own. */
  readonly storageKey?: string | undefined;
  /** Called when the shop has ended the session: the customer has to sign in again. */
  readonly onSessionEnd?: (() => void) | undefined;
  /** How often a request is sent again at most; by default twice. */
  readonly retries?: number | undefined;
  /** Time limit of each attempt; by default 10 000. */
  readonly attemptMilliseconds?: number | undefined;
  /** Time limit of a call with all its attempts; by default 30 000. */
  readonly callMilliseconds?: number | undefined;
  /** Sends the requests, in place of the global `fetch`. */
  readonly fetch?: typeof globalThis.fetch | undefined;
};

/** A shop: one function for each of its operations, and the session of its customer. */
export type Shop = ShopFunctions & {
  /** Whether a customer is signed in here, as far as is known without asking the shop. */
  isSignedIn(): boolean;
};

/** Returns the functions of the shop at an address. Nothing is sent before the first call. */
export function openShop(options: ShopOptions): Shop {
  const url = options.url.replace(/\/+$/, "");
  const fetch: typeof globalThis.fetch = options.fetch ?? ((...given) => globalThis.fetch(...given));
  const session = openSession({
    url,
    fetch,
    storage: options.storage ?? keptInMemory(),
    storageKey: options.storageKey ?? `selvedge ${url}`,
    isShared: options.storage !== undefined,
    onEnd: () => options.onSessionEnd?.(),
  });
  const dependencies: Dependencies = { requests: openRequests(url), fetch, session, patience: patienceOf(options) };
  const functions = callsOf(dependencies);
  return {
    ...functions,
    async signOut(...given) {
      try {
        await functions.signOut(...given);
      } catch (error) {
        // The shop has ended the session already.
        if (!(error instanceof ShopProblem && error.status === 401)) throw error;
      } finally {
        session.end();
      }
    },
    async eraseCustomer(input, own) {
      // A second request would be a stranger's: the first one may have ended the session.
      await functions.eraseCustomer(input, { ...own, retries: 0 });
      session.end();
    },
    isSignedIn: session.isSignedIn,
  };
}

function patienceOf({ retries = 2, attemptMilliseconds = 10_000, callMilliseconds = 30_000 }: ShopOptions) {
  return { retries, attemptMilliseconds, callMilliseconds };
}

function callsOf(dependencies: Dependencies): ShopFunctions {
  const calls: unknown = Object.fromEntries(
    Object.entries(operations).map(([name, text]) => {
      const operation = operationOf(text);
      return [
        name,
        (input?: Record<string, unknown>, options?: CallOptions) => call(dependencies, operation, input, options),
      ];
    }),
  );
  return calls as ShopFunctions;
}

/** Reads an operation as the table writes it: method, path, and what else is true of it. */
function operationOf(text: string): Operation {
  const [method = "", path = "", ...marks] = text.split(" ");
  return {
    method,
    path,
    isPersonal: marks.includes("personal"),
    isSigned: marks.includes("personal") || marks.includes("signed"),
    takesKey: marks.includes("keyed"),
    hasQuery: marks.includes("query"),
  };
}
