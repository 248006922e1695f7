import type { Assumptions } from "./assumptions.ts";
import { type Kind, kinds, requestKinds } from "./requests.ts";

const secondsPerDay = 86_400;

/** The mean of a day, the peak of a normal day, or that of an event. */
export type Peak = "mean" | "normal" | "event";

/** Returns how many requests of each kind so many daily users send per second, before a CDN answers any. */
export function ratesOf(users: number, assumptions: Assumptions, peak: Peak): Readonly<Record<Kind, number>> {
  const { sessionsPerUser, ordersPerSession, bots } = assumptions.general;
  const sessions = ((users * sessionsPerUser) / secondsPerDay) * peakFactor(assumptions, peak);
  const rateOf = (kind: Kind): number => {
    const { isPublic, isPerOrder } = requestKinds[kind];
    const perSession = assumptions.requests[kind].calls * (isPerOrder ? ordersPerSession : 1);
    return sessions * perSession * (isPublic ? bots : 1);
  };
  return Object.fromEntries(kinds.map((kind) => [kind, rateOf(kind)])) as Record<Kind, number>;
}

/** Returns by how much a peak's rate exceeds the day's mean. */
function peakFactor({ general: { peakHour, peakMinute, event } }: Assumptions, peak: Peak): number {
  return { mean: 1, normal: peakHour * peakMinute, event: peakHour * peakMinute * event }[peak];
}
