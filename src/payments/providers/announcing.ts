import { providerCalls, type ProviderCall } from "../../platform/telemetry/channels.ts";
import { PaymentElsewhere, PaymentNotOpened, type Provider } from "./provider.ts";

/**
 * Returns the provider, with its calls announced to metrics and traces; not the question for its account, which it
 * answers from memory.
 */
export function announcing(provider: Provider): Provider {
  return {
    ...provider,
    open: announced("open", provider.open),
    charge: announced("charge", provider.charge),
    find: announced("find", provider.find),
    refund: announced("refund", provider.refund),
    aftermathOf: announced("aftermath", provider.aftermathOf),
  };
}

function announced<Given extends unknown[], Answer>(
  operation: string,
  call: (...given: Given) => Promise<Answer>,
): (...given: Given) => Promise<Answer> {
  return (...given) => {
    if (!providerCalls.hasSubscribers) return call(...given);
    const about: ProviderCall = { operation };
    const told = async (): Promise<Answer> => {
      try {
        const answer = await call(...given);
        about.outcome = outcomeOf(answer);
        return answer;
      } catch (error) {
        about.outcome =
          error instanceof PaymentElsewhere || error instanceof PaymentNotOpened ? "refused" : "no_answer";
        throw error;
      }
    };
    return providerCalls.tracePromise(told, about);
  };
}

/** Returns an answer's status where it has one of those that this program names, such as `succeeded` or `refused`. */
function outcomeOf(answer: unknown): string {
  const isTold = typeof answer === "object" && answer !== null && "status" in answer;
  return isTold && typeof answer.status === "string" ? answer.status : "answered";
}
