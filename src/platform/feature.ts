import type { Listener } from "./database/signals.ts";
import type { Route } from "./http/route.ts";
import type { App } from "./http/server.ts";
import type { Task } from "./jobs/task.ts";
import type { Post } from "./mail/post.ts";
import type { Gauges } from "./telemetry/exposition.ts";

/** A tag of the API document, which groups operations. */
export type ApiTag = { readonly name: string; readonly description: string };

/**
 * What a feature adds to a server. `src/server/features.ts` has the list of features, in the order of the API document.
 */
export type Feature = {
  readonly name: string;
  readonly apiTags: readonly ApiTag[];
  /** Declares the operations; `app` is for anything that a declaration cannot express, such as another body parser. */
  routes(route: Route, app: App): void;
  /** Background tasks by name; `post` sends their mails. */
  tasks?(post: Post): Readonly<Record<string, Task>>;
  /** Periods of the periodic tasks, in seconds. */
  readonly schedule?: Readonly<Record<string, number>>;
  /** Tells the state of the whole shop for metrics, a few times a minute and only while they are on. */
  readonly gauges?: Gauges;
  /** Handlers of the signals that other servers send about changes, by channel. */
  readonly listeners?: Readonly<Record<string, Listener>>;
};
