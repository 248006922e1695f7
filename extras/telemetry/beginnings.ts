import { ROOT_CONTEXT, SpanKind } from "@opentelemetry/api";
import { RandomIdGenerator, SamplingDecision, type IdGenerator, type Sampler } from "@opentelemetry/sdk-trace";

/** Decides which traces that begin here are recorded. */
export type Beginnings = {
  /** Makes the ids of traces and spans. */
  readonly ids: IdGenerator;
  /** Returns whether the next trace that begins is recorded. If it is, it must begin at once. */
  decide(): boolean;
};

/**
 * Opens decisions by a sampler before anything is made for a request: of most requests of a busy shop no span is made,
 * and that should cost next to nothing.
 */
export function openBeginnings(sampler: Sampler): Beginnings {
  const random = new RandomIdGenerator();
  // The sampler decides by the trace's id: it is asked again when the trace begins, and must see the same one.
  let decided: string | undefined;
  return {
    ids: {
      generateTraceId() {
        const id = decided ?? random.generateTraceId();
        decided = undefined;
        return id;
      },
      generateSpanId: () => random.generateSpanId(),
    },
    decide() {
      const id = random.generateTraceId();
      const { decision } = sampler.shouldSample(ROOT_CONTEXT, id, "", SpanKind.SERVER, {}, []);
      if (decision === SamplingDecision.NOT_RECORD) return false;
      decided = id;
      return true;
    },
  };
}
