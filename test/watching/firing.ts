/** Numbers over time, as Prometheus' tool takes them: `first+step x times`, a number a minute. */
export type Series = Readonly<Record<string, string>>;

/** What makes an alert fire, at which minute, and the labels of the alert besides its severity. */
export type Firing = {
  readonly series: Series;
  readonly minute: number;
  readonly labels?: Readonly<Record<string, string>>;
};

const server = 'instance="a"';
const processes = (state: string) => `selvedge_processes{state="${state}",${server}}`;
const requests = (status: string) => `selvedge_http_requests_total{status="${status}",${server}}`;
const bucket = (le: string) => `selvedge_http_request_duration_seconds_bucket{le="${le}",${server}}`;
const mails = (outcome: string) => `selvedge_mails_total{outcome="${outcome}",${server}}`;
const calls = (outcome: string) =>
  `selvedge_payment_provider_calls_total{operation="charge",outcome="${outcome}",${server}}`;
const orders = (ending: string, waitsFor: string) =>
  `selvedge_open_orders${ending}{waits_for="${waitsFor}",currency="usd",${server}}`;
const disk = (part: string) => `selvedge_data_disk_${part}_bytes{${server}}`;

/** A shop in which all is well for seven hours. */
export const healthy: Series = {
  [`up{job="selvedge",${server}}`]: "1+0x420",
  [processes("answering")]: "4+0x420",
  [processes("silent")]: "0+0x420",
  [requests("2xx")]: "0+6000x420",
  [requests("5xx")]: "0+3x420",
  [bucket("0.5")]: "0+6000x420",
  [bucket("1")]: "0+6000x420",
  [bucket("+Inf")]: "0+6003x420",
  [`selvedge_event_loop_delay_seconds{of="p99",${server}}`]: "0.01+0x420",
  [`selvedge_database_up{${server}}`]: "1+0x420",
  [`selvedge_database_connections_waiting{pool="brief",${server}}`]: "0+0x420",
  [`selvedge_database_connections_waiting{pool="shared",${server}}`]: "40+0x420",
  [`selvedge_replica_up{replica="1",${server}}`]: "1+0x420",
  [`selvedge_replica_lag_seconds{replica="1",${server}}`]: "0.2+0x420",
  [disk("free")]: "60+0x420",
  [disk("size")]: "100+0x420",
  [`selvedge_job_workers{${server}}`]: "1+0x420",
  [`selvedge_jobs_oldest_due_seconds{task="mail-order-news",${server}}`]: "2+0x420",
  [`selvedge_jobs_failing{task="mail-order-news",${server}}`]: "0+0x420",
  [`selvedge_jobs_dead_letters{task="mail-order-news",${server}}`]: "0+0x420",
  [mails("sent")]: "0+10x420",
  [mails("failed")]: "0+1x420",
  [orders("", "payment")]: "12+0x420",
  [orders("_oldest_seconds", "shipping")]: "86400+0x420",
  [`selvedge_payments_unanswered_oldest_seconds{${server}}`]: "4+0x420",
  [`selvedge_payments_overdue_seconds{${server}}`]: "30+0x420",
  [calls("succeeded")]: "0+60x420",
  [calls("refused")]: "0+30x420",
  [calls("no_answer")]: "0+1x420",
};

/** For each alert, what makes it fire. */
export const firing: Readonly<Record<string, Firing>> = {
  SelvedgeServerDown: {
    series: { [`up{job="selvedge",${server}}`]: "0+0x10" },
    minute: 5,
    labels: { job: "selvedge", instance: "a" },
  },
  SelvedgeProcessSilent: {
    series: { [processes("silent")]: "1+0x10" },
    minute: 7,
    labels: { state: "silent", instance: "a" },
  },
  SelvedgeErrorBudgetBurnsFast: {
    series: { [requests("2xx")]: "0+6000x120", [requests("5xx")]: "0+120x120" },
    minute: 90,
  },
  SelvedgeErrorBudgetBurnsSlowly: {
    series: { [requests("2xx")]: "0+6000x420", [requests("5xx")]: "0+24x420" },
    minute: 400,
  },
  SelvedgeSlow: {
    series: {
      [bucket("0.5")]: "0+900x60",
      [bucket("1")]: "0+950x60",
      [bucket("2.5")]: "0+1000x60",
      [bucket("+Inf")]: "0+1000x60",
    },
    minute: 30,
  },
  SelvedgeEventLoopLate: {
    series: { [`selvedge_event_loop_delay_seconds{of="p99",${server}}`]: "0.4+0x30" },
    minute: 20,
    labels: { of: "p99", instance: "a" },
  },
  SelvedgeDatabaseDown: { series: { [`selvedge_database_up{${server}}`]: "0+0x10" }, minute: 5 },
  SelvedgeConnectionsShort: {
    series: { [`selvedge_database_connections_waiting{pool="brief",${server}}`]: "5+0x30" },
    minute: 20,
    labels: { pool: "brief", instance: "a" },
  },
  SelvedgeReplicaAway: {
    series: { [`selvedge_replica_up{replica="1",${server}}`]: "0+0x10" },
    minute: 5,
    labels: { replica: "1", instance: "a" },
  },
  SelvedgeReplicaLags: {
    series: { [`selvedge_replica_lag_seconds{replica="1",${server}}`]: "60+0x20" },
    minute: 10,
    labels: { replica: "1", instance: "a" },
  },
  SelvedgeDiskFills: {
    series: { [disk("free")]: "8+0x60", [disk("size")]: "100+0x60" },
    minute: 30,
    labels: { instance: "a" },
  },
  SelvedgeNoWorker: { series: { [`selvedge_job_workers{${server}}`]: "0+0x10" }, minute: 5 },
  SelvedgeJobsStuck: {
    series: { [`selvedge_jobs_oldest_due_seconds{task="mail-order-news",${server}}`]: "700+60x20" },
    minute: 10,
    labels: { task: "mail-order-news" },
  },
  SelvedgeJobsFailing: {
    series: { [`selvedge_jobs_failing{task="mail-order-news",${server}}`]: "3+0x90" },
    minute: 80,
    labels: { task: "mail-order-news" },
  },
  SelvedgeDeadLetters: {
    series: { [`selvedge_jobs_dead_letters{task="mail-order-news",${server}}`]: "1+0x20" },
    minute: 10,
    labels: { task: "mail-order-news" },
  },
  SelvedgeMailFails: { series: { [mails("sent")]: "0+1x60", [mails("failed")]: "0+9x60" }, minute: 45 },
  SelvedgeUnpaidPile: {
    series: { [orders("", "overdue_payment")]: "2+0x60" },
    minute: 45,
    labels: { currency: "usd" },
  },
  SelvedgePaymentsUnanswered: {
    series: { [`selvedge_payments_unanswered_oldest_seconds{${server}}`]: "700+60x20" },
    minute: 10,
  },
  SelvedgePaymentProviderFails: {
    series: { [calls("succeeded")]: "0+6x60", [calls("no_answer")]: "0+3x60" },
    minute: 30,
  },
  SelvedgeRefundsOverdue: {
    series: { [`selvedge_payments_overdue_seconds{${server}}`]: "4000+60x60" },
    minute: 30,
  },
  SelvedgeOrdersForgotten: {
    series: { [orders("_oldest_seconds", "shipping")]: "300000+60x120" },
    minute: 90,
    labels: { waits_for: "shipping" },
  },
};
