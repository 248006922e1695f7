import type { Metric } from "../../platform/telemetry/exposition.ts";
import type { MetricsOf } from "./messages.ts";

type Answer = readonly Metric[] | undefined;

/** Questions to one process. */
export type Questions = {
  /** Resolves with the answer; with undefined when the process ends, and never while it hangs. */
  ask(of: MetricsOf): Promise<Answer>;
  /** Takes an answer of the process. */
  answered(of: MetricsOf, metrics: readonly Metric[]): void;
  /** Ends all questions: the process has ended. */
  end(): void;
};

/**
 * Opens questions to one process. While it owes an answer it is not asked the same again: for one that hangs, questions
 * would pile up on their way to it.
 */
export function openQuestions(send: (of: MetricsOf) => void): Questions {
  const open = new Map<MetricsOf, PromiseWithResolvers<Answer>>();
  let hasEnded = false;
  return {
    ask(of) {
      if (hasEnded) return Promise.resolve(undefined);
      const asked = open.get(of) ?? Promise.withResolvers<Answer>();
      if (!open.has(of)) {
        open.set(of, asked);
        send(of);
      }
      return asked.promise;
    },
    answered(of, metrics) {
      open.get(of)?.resolve(metrics);
      open.delete(of);
    },
    end() {
      hasEnded = true;
      for (const asked of open.values()) asked.resolve(undefined);
      open.clear();
    },
  };
}
