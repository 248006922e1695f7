import { channel, tracingChannel, type Channel, type TracingChannel } from "node:diagnostics_channel";

/** What a subscriber of a channel may keep about an operation from its begin to its end. */
export type Timed = { startedAt?: number };

/** A statement that a caller waits for, from the moment it is queued, by the function that declares it. */
export type StatementRun = Timed & { readonly origin: string };
/** A wait for a connection of a pool. */
export type ConnectionWait = Timed;
/** A question for a finished reply. One that is not cached is made meanwhile, by this request or by another. */
export type ReplyLookup = { readonly isHit: boolean };
/** A run of a background job, and the `traceparent` of what enqueued it. */
export type JobRun = Timed & { readonly task: string; readonly traceparent: string | undefined };
/** A mail that is sent or written. */
export type MailSending = Timed;
/** A call to the payment provider, by the name of the operation; the outcome is set at its end. */
export type ProviderCall = Timed & { readonly operation: string; outcome?: string };

/** What Node adds to a message at the end of its operation. */
export type Ended = { readonly result?: unknown; readonly error?: unknown };

/** Announces each line of the log, as JSON, when it is written. */
export const logLines: Channel = channel("selvedge:log");

/**
 * Channels that announce what the shop does, to metrics and traces. Without subscribers an announcement costs some
 * nanoseconds. The messages hold no values of statements, no payloads and no addresses.
 */
export const statementRuns: TracingChannel<unknown, StatementRun> = tracingChannel("selvedge:statement");
export const connectionWaits: TracingChannel<unknown, ConnectionWait> = tracingChannel("selvedge:connection");
export const replyLookups: TracingChannel<unknown, ReplyLookup> = tracingChannel("selvedge:cache");
export const jobRuns: TracingChannel<unknown, JobRun> = tracingChannel("selvedge:job");
export const mailSendings: TracingChannel<unknown, MailSending> = tracingChannel("selvedge:mail");
export const providerCalls: TracingChannel<unknown, ProviderCall> = tracingChannel("selvedge:provider");
