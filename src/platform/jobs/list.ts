type Listed = {
  readonly job_id: string;
  readonly task: string;
  readonly created_at: Date;
  readonly run_at: Date;
  readonly attempts: number;
  readonly last_error: string | null;
  readonly is_set_aside: boolean;
};

const steps = [
  [86_400, "d"],
  [3600, "h"],
  [60, "min"],
] as const;

/** 90 s as "1 min": how long, by the largest unit that fits. */
const span = (milliseconds: number): string => {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  const [size, unit] = steps.find(([step]) => seconds >= step) ?? [1, "s"];
  return `${Math.floor(seconds / size)} ${unit}`;
};

// An error's words come from elsewhere: signs that steer a terminal are not shown.
const printable = (text: string): string => text.replaceAll(/\p{C}+/gu, " ");

const line = (job: Listed, now: Date): string => {
  const due = job.run_at > now ? `due in ${span(job.run_at.getTime() - now.getTime())}` : "due";
  const tried = job.attempts === 0 ? "" : `, begun ${job.attempts} ${job.attempts === 1 ? "time" : "times"}`;
  const state = `${span(now.getTime() - job.created_at.getTime())} old${tried}${job.is_set_aside ? "" : `, ${due}`}`;
  const reason = job.last_error ? `\n    ${printable(job.last_error)}` : "";
  return `  ${job.job_id}  ${job.task}: ${state}${reason}`;
};

/** The jobs for a person to read; what they carry is not shown, since it may be secret. */
export const told = (jobs: readonly Listed[], now: Date): string => {
  const part = (title: string, isSetAside: boolean): string => {
    const some = jobs.filter(({ is_set_aside }) => is_set_aside === isSetAside);
    return some.length === 0 ? `${title}: none` : `${title}:\n${some.map((job) => line(job, now)).join("\n")}`;
  };
  return `${part("Set aside", true)}\n${part("Waiting", false)}`;
};
