type Listed = {
  readonly job_id: string;
  readonly task: string;
  readonly created_at: Date;
  readonly run_at: Date;
  readonly attempts: number;
  readonly last_error: string | null;
  readonly is_dead_letter: boolean;
  readonly is_running: boolean;
};

type Gauges = {
  readonly task: string;
  readonly waiting: number;
  readonly running: number;
  readonly failing: number;
  readonly dead_letters: number;
  readonly oldest_due_seconds: number;
};

const steps = [
  [86_400, "d"],
  [3600, "h"],
  [60, "min"],
] as const;

/**
 * Returns the jobs as text for an operator, without their payloads, which may be secret. `gauges` count all jobs: a
 * long list does not hold every one.
 */
export function told(jobs: readonly Listed[], gauges: readonly Gauges[], now: Date): string {
  const unlisted = countOf(gauges, "waiting") + countOf(gauges, "dead_letters") - jobs.length;
  const part = (title: string, isSetAside: boolean): string => {
    const some = jobs.filter(({ is_dead_letter }) => is_dead_letter === isSetAside);
    return some.length === 0 ? `${title}: none` : `${title}:\n${some.map((job) => line(job, now)).join("\n")}`;
  };
  const rest = unlisted > 0 ? `\n${unlisted} more are not listed.` : "";
  return `${part("Set aside", true)}\n${part("Waiting", false)}${rest}`;
}

/** Returns a summary of all jobs in a few lines. */
export function summary(
  gauges: readonly Gauges[],
  { workers, lastSeenSeconds }: { readonly workers: number; readonly lastSeenSeconds: number | null },
): string {
  const oldest = Math.max(0, ...gauges.map(({ oldest_due_seconds }) => oldest_due_seconds));
  const seen = lastSeenSeconds === null ? "" : ` (last seen ${span(lastSeenSeconds * 1000)} ago)`;
  return [
    `Workers: ${workers === 0 ? `none${seen}` : workers}`,
    `Jobs: ${countOf(gauges, "waiting")}, running ${countOf(gauges, "running")}, failing ${countOf(gauges, "failing")}, set aside ${countOf(gauges, "dead_letters")}`,
    `Longest overdue: ${oldest < 1 ? "none" : span(oldest * 1000)}`,
  ].join("\n");
}

function line(job: Listed, now: Date): string {
  const due = job.is_running
    ? "running"
    : job.run_at > now
      ? `due in ${span(job.run_at.getTime() - now.getTime())}`
      : "due";
  const tried = job.attempts === 0 ? "" : `, begun ${job.attempts} ${job.attempts === 1 ? "time" : "times"}`;
  const state = `${span(now.getTime() - job.created_at.getTime())} old${tried}${job.is_dead_letter ? "" : `, ${due}`}`;
  const reason = job.last_error ? `\n    ${printable(job.last_error)}` : "";
  return `  ${job.job_id}  ${job.task}: ${state}${reason}`;
}

/** Returns a duration in the largest unit that fits, e.g. 90 s as "1 min". */
function span(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  const [size, unit] = steps.find(([step]) => seconds >= step) ?? [1, "s"];
  return `${Math.floor(seconds / size)} ${unit}`;
}

// An error's text may come from outside, so characters that control a terminal are not shown.
function printable(text: string): string {
  return text.replaceAll(/\p{C}+/gu, " ");
}

function countOf(gauges: readonly Gauges[], of: "waiting" | "running" | "failing" | "dead_letters"): number {
  return gauges.reduce((sum, gauge) => sum + gauge[of], 0);
}
