import { lastProviderEvent, openPayments } from "../../payments/index.ts";
import { jobGauges } from "../../platform/jobs/jobs.queries.ts";
import { presentWorkers } from "../../platform/jobs/workers.ts";
import { requireSmtp } from "../../platform/mail/smtp.ts";
import { fault, ok, warning, type Check, type DatabaseCheck, type Finding, type PlainCheck } from "./check.ts";

/** A job that is due for so long waits for something else than its turn. */
const longestDueSeconds = 300;

const jobs: DatabaseCheck = {
  name: "jobs",
  async ask({ db }) {
    const [gauges, { workers }] = await Promise.all([db.all(jobGauges()), presentWorkers(db)]);
    const found: Finding[] = [];
    if (workers === 0)
      found.push(
        fault(
          "No server runs background jobs: no mail is sent, and nothing is cleaned up.",
          "Start the shop with WORKER=on on at least one server.",
        ),
      );
    for (const { task, dead_letters, failing, oldest_due_seconds } of gauges) {
      if (dead_letters > 0)
        found.push(
          warning(
            `${dead_letters} of the jobs ${task} were given up.`,
            "npm run jobs says why; npm run jobs -- --retry-all tries them again.",
          ),
        );
      if (failing > 0)
        found.push(warning(`${failing} of the jobs ${task} fail and are tried again.`, "npm run jobs says why."));
      if (workers > 0 && oldest_due_seconds > longestDueSeconds)
        found.push(
          fault(
            `A job ${task} is due for ${Math.round(oldest_due_seconds / 60)} min, and no server has begun it.`,
            "Look at the load of the servers that run jobs, and at their logs (docs/operations/jobs.md).",
          ),
        );
    }
    return found.length === 0
      ? [ok(`${workers} ${workers === 1 ? "server runs" : "servers run"} jobs; none fails.`)]
      : found;
  },
};

const mail: PlainCheck = {
  name: "mail",
  async run({ config: { smtpUrl } }) {
    if (smtpUrl === "") return [ok("No SMTP_URL is set: mails are written to the folder mail in DATA_DIR.")];
    const { host } = new URL(smtpUrl);
    try {
      await requireSmtp(smtpUrl);
      return [ok(`The mail server ${host} answers, and admits the shop.`)];
    } catch (error) {
      return [
        fault(
          `The mail server ${host} cannot be used: ${(error as Error).message}`,
          "Correct SMTP_URL, or ask whoever runs that server. Mails wait meanwhile, for two days.",
        ),
      ];
    }
  },
};

const payments: DatabaseCheck = {
  name: "payments",
  async ask({ db }, { config }) {
    if (config.stripeSecretKey === "") return [ok("No STRIPE_SECRET_KEY is set: payments are tests.")];
    const found: Finding[] = [];
    const advice = "Look whether Stripe can be reached from here.";
    const warn = (...said: unknown[]) =>
      void found.push(warning(said.findLast((one): one is string => typeof one === "string") ?? "", advice));
    const shop = await openPayments({ db, config, log: { warn, error: warn } });
    await shop.requireOwnAccount();
    const last = (await db.first(lastProviderEvent()))?.received_at;
    if (config.ownerEmail === "")
      found.push(
        warning("OWNER_EMAIL is empty: nobody is told of disputes and failed refunds.", "Set it to your address."),
      );
    if (last) return [ok(`Stripe's last event arrived at ${last.toISOString()}.`), ...found];
    return [
      ...found,
      warning(
        "No event of Stripe has arrived lately: the endpoint is missing there, or STRIPE_WEBHOOK_SECRET is another's.",
        "In Stripe's dashboard, send events to /stripe/webhooks of the shop, and set that endpoint's signing secret (docs/operations/payments.md). Before the first payment this is no fault.",
      ),
    ];
  },
};

export const workChecks: readonly Check[] = [jobs, mail, payments];
