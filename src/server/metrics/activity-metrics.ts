import { notDone } from "../../platform/jobs/task.ts";
import {
  connectionWaits,
  jobRuns,
  mailSendings,
  providerCalls,
  statementRuns,
} from "../../platform/telemetry/channels.ts";
import { counter, type Metric, type Sample } from "../../platform/telemetry/exposition.ts";
import { Histogram, histogram } from "../../platform/telemetry/histogram.ts";
import { onEnd } from "../../platform/telemetry/on-end.ts";

type Labels = Readonly<Record<string, string>>;
/** How often something was done, and how many seconds that took in all. */
type Sum = { readonly labels: Labels; count: number; seconds: number };

export type ActivityMetrics = {
  metrics(): Metric[];
  close(): void;
};

/** Counts what this process does, as the channels announce it. */
export function openActivityMetrics(): ActivityMetrics {
  const [statements, failures, runs, mails, calls] = [openSums(), openSums(), openSums(), openSums(), openSums()];
  const [waits, answers] = [new Histogram(), new Histogram()];
  const ends = [
    onEnd(statementRuns, ({ origin, error }, seconds) => {
      statements.add(origin, () => originLabels(origin), seconds);
      if (error !== undefined) failures.add(origin, () => originLabels(origin), seconds);
    }),
    onEnd(connectionWaits, (_wait, seconds) => waits.observe(seconds)),
    onEnd(jobRuns, ({ task, error, result }, seconds) => {
      const outcome = error === undefined ? (result === notDone ? "continued" : "done") : "failed";
      runs.add(`${task} ${outcome}`, () => ({ task, outcome }), seconds);
    }),
    onEnd(mailSendings, ({ error }, seconds) => {
      const outcome = error === undefined ? "sent" : "failed";
      mails.add(outcome, () => ({ outcome }), seconds);
    }),
    onEnd(providerCalls, ({ operation, outcome = "no_answer" }, seconds) => {
      calls.add(`${operation} ${outcome}`, () => ({ operation, outcome }), seconds);
      answers.observe(seconds);
    }),
  ];
  return {
    metrics: () => [
      ...ofStatements(statements, failures),
      histogram(
        "selvedge_database_connection_wait_duration_seconds",
        "Time that a transaction waits for a connection.",
        waits.samples(),
      ),
      ...ofWork({ runs, mails }),
      counter("selvedge_payment_provider_calls_total", "Calls to the payment provider.", calls.counts()),
      histogram(
        "selvedge_payment_provider_call_duration_seconds",
        "Time that a call to the payment provider takes, with its retries.",
        answers.samples(),
      ),
    ],
    close: () => ends.forEach((end) => end()),
  };
}

type Sums = ReturnType<typeof openSums>;

/** Opens sums by key. Labels are made once for each key, which must be one of a few that the program knows. */
function openSums() {
  const sums = new Map<string, Sum>();
  return {
    add(key: string, labelsOf: () => Labels, seconds: number): void {
      const sum = sums.get(key) ?? { labels: labelsOf(), count: 0, seconds: 0 };
      sum.count += 1;
      sum.seconds += seconds;
      sums.set(key, sum);
    },
    counts: (): Sample[] => [...sums.values()].map(({ labels, count }) => ({ labels, value: count })),
    seconds: (): Sample[] => [...sums.values()].map(({ labels, seconds }) => ({ labels, value: seconds })),
  };
}

function originLabels(origin: string): Labels {
  const end = origin.lastIndexOf("/");
  return { folder: origin.slice(0, end), statement: origin.slice(end + 1) };
}

function ofStatements(statements: Sums, failures: Sums): Metric[] {
  return [
    counter(
      "selvedge_database_statements_total",
      "Statements by the function that declares them, failed ones included.",
      statements.counts(),
    ),
    counter(
      "selvedge_database_statement_seconds_total",
      "Time that callers waited for statements, including for a connection.",
      statements.seconds(),
    ),
    counter(
      "selvedge_database_statement_failures_total",
      "Statements that failed, also on a constraint that refuses a request.",
      failures.counts(),
    ),
  ];
}

function ofWork({ runs, mails }: { readonly runs: Sums; readonly mails: Sums }): Metric[] {
  return [
    counter("selvedge_job_runs_total", "Runs of background jobs on this server.", runs.counts()),
    counter("selvedge_job_run_seconds_total", "Time that runs of background jobs took.", runs.seconds()),
    counter("selvedge_mails_total", "Attempts to send a mail on this server.", mails.counts()),
    counter("selvedge_mail_seconds_total", "Time that attempts to send a mail took.", mails.seconds()),
  ];
}
