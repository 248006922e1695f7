import { tracingChannel, type TracingChannel } from "node:diagnostics_channel";

/** What a subscriber of a channel may keep about an operation from its begin to its end. */
export type Timed = { startedAt?: number };

/** A statement that a caller waits for, from the moment it is queued, by the function that declares it. */
export type StatementRun = Timed & { readonly origin: string };
/** A wait for a connection of a pool. */
export type ConnectionWait = Timed;
/** A run of a background job. */
export type JobRun = Timed & { readonly task: string };
/** A mail that is sent or written. */
export type MailSending = Timed;
/** A call to the payment provider, by the name of the operation; the outcome is set at its end. */
export type ProviderCall = Timed & { readonly operation: string; outcome?: string };

/** What Node adds to a message at the end of its operation. */
export type Ended = { readonly result?: unknown; readonly error?: unknown };

/**
 * Channels that announce what the shop does, to metrics and traces. Without subscribers an announcement costs some
 * nanoseconds. The messages hold no values of statements, no payloads and no addresses.
 */
export const statementRuns: TracingChannel<unknown, StatementRun> = tracingChannel("selvedge:statement");
export const connectionWaits: TracingChannel<unknown, ConnectionWait> = tracingChannel("selvedge:connection");
export const jobRuns: TracingChannel<unknown, JobRun> = tracingChannel("selvedge:job");
export const mailSendings: TracingChannel<unknown, MailSending> = tracingChannel("selvedge:mail");
export const providerCalls: TracingChannel<unknown, ProviderCall> = tracingChannel("selvedge:provider");
