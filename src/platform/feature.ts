import type { Listener } from "./database/signals.ts";
import type { Route } from "./http/route.ts";
import type { App } from "./http/server.ts";
import type { Task } from "./jobs/task.ts";
import type { Post } from "./mail/post.ts";

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
  /** Handlers of the signals that other servers send about changes, by channel. */
  readonly listeners?: Readonly<Record<string, Listener>>;
};
