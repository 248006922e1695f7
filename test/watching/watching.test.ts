import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { root } from "../architecture/source.ts";
import { objections } from "../support/prometheus/promtool.ts";
import { parseMetrics } from "../support/prometheus/text.ts";
import { freePort } from "../support/servers/free-port.ts";
import { cloneDatabase, openShopOn } from "../support/servers/shop.ts";
import { firing, healthy, type Series } from "./firing.ts";
import { alerts, alertsFile, alertsIn, anchorOf, dashboard, unknownMetrics } from "./rules.ts";

let types: ReadonlyMap<string, string>;
let folder: string;
before(async () => {
  folder = mkdtempSync(join(tmpdir(), "selvedge-alerts-"));
  const [{ url, drop }, port] = await Promise.all([cloneDatabase(), freePort()]);
  const shop = await openShopOn(url, { METRICS_PORT: String(port) });
  ({ types } = parseMetrics(await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()));
  await shop.close();
  await drop();
});
after(() => rmSync(folder, { recursive: true, force: true }));

test("the file of alerts is read in full, and is one that Prometheus reads", (context) => {
  assert.equal(alerts.length, readFileSync(alertsFile, "utf8").split("- alert:").length - 1);
  assert.ok(alerts.length > 15);
  for (const alert of alerts)
    for (const [key, value] of Object.entries(alert)) assert.ok(value, `${alert.name}: ${key}`);
  assert.equal(new Set(alerts.map(({ name }) => name)).size, alerts.length);
  assert.equal(objections(context, ["check", "rules", alertsFile]) ?? "", "");
  const planted = join(folder, "planted.yaml");
  writeFileSync(planted, readFileSync(alertsFile, "utf8").replace("> 1\n", "> > 1\n"));
  assert.notEqual(objections(context, ["check", "rules", planted]), "");
});

test("every metric that an alert or the dashboard names is one that a server tells", () => {
  const expressions = [
    ...alerts.map(({ expression }) => expression),
    ...dashboard.panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr)),
  ];
  assert.ok(expressions.length > 50, `${expressions.length} expressions`);
  assert.deepEqual(
    expressions.flatMap((expression) => unknownMetrics(expression, types)),
    [],
  );
  assert.deepEqual(unknownMetrics("sum(selvedge_jobs_lost) / selvedge_jobs_waiting_sum", types), [
    "selvedge_jobs_lost",
    "selvedge_jobs_waiting_sum",
  ]);
});

test("every metric that a server tells has its row in the page, and the page has no other", () => {
  const page = readFileSync(join(root, "docs/operations/monitoring.md"), "utf8");
  const rows = [...page.matchAll(/^\| (`[^|]+`) \|/gm)].flatMap(([, names = ""]) =>
    [...names.matchAll(/`(\w+)`/g)].map(([, name]) => name),
  );
  assert.deepEqual(new Set(rows), new Set(types.keys()));
  assert.equal(rows.length, types.size);
});

test("every alert has its section in the runbook, and every section its alert", () => {
  const text = readFileSync(join(root, "docs/operations/runbook.md"), "utf8");
  const headings = [...text.matchAll(/^## (.+)$/gm)].map(([, heading = ""]) => heading);
  assert.deepEqual(
    headings,
    alerts.map(({ name }) => name),
  );
  for (const { name, runbook } of alerts) assert.equal(runbook, `docs/operations/runbook.md#${anchorOf(name)}`);
  for (const [, anchor = ""] of text.matchAll(/\]\(#([^)]+)\)/g))
    assert.ok(
      headings.some((one) => anchorOf(one) === anchor),
      anchor,
    );
});

test("the dashboard's panels have ids of their own, do not overlap, and say what they show", () => {
  const { panels } = dashboard;
  assert.equal(new Set(panels.map(({ id }) => id)).size, panels.length);
  for (const { title, type, targets = [] } of panels) assert.ok(title && (type === "row" || targets.length > 0), title);
  const places = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
    Array.from({ length: w * h }, (_, index) => `${x + (index % w)} ${y + Math.floor(index / w)}`),
  );
  assert.equal(new Set(places).size, places.length);
  const variables = dashboard.templating.list.map(({ name }) => name);
  assert.deepEqual(variables, ["datasource", "instance"]);
});

/** Writes a test for Prometheus' tool: which alerts fire at a minute, given these numbers. JSON is YAML. */
const writeTest = (file: string, series: Series, minute: number, expected: readonly string[]): string => {
  const path = join(folder, file);
  const input_series = Object.entries(series).map(([name, values]) => ({ series: name, values }));
  const alert_rule_test = alerts.map(({ name, severity, summary, runbook }) => ({
    eval_time: `${minute}m`,
    alertname: name,
    exp_alerts: expected.includes(name)
      ? [{ exp_labels: { severity, ...firing[name]?.labels }, exp_annotations: { summary, runbook } }]
      : [],
  }));
  const tests = [{ interval: "1m", input_series, alert_rule_test }];
  writeFileSync(path, JSON.stringify({ rule_files: [alertsFile], evaluation_interval: "1m", tests }));
  return path;
};

test("no alert fires while all is well", (context) => {
  const file = writeTest("healthy.json", healthy, 410, []);
  assert.equal(objections(context, ["test", "rules", file]) ?? "", "");
});

test("each alert fires at what it is for, and at nothing else", (context) => {
  assert.deepEqual(
    Object.keys(firing),
    alerts.map(({ name }) => name),
  );
  for (const [name, { series, minute }] of Object.entries(firing)) {
    const file = writeTest(`${name}.json`, series, minute, expectedWith(name));
    assert.equal(objections(context, ["test", "rules", file]) ?? "", "", name);
  }
});

/** A fast burn is a slow one too. */
const expectedWith = (name: string): string[] =>
  name === "SelvedgeErrorBudgetBurnsFast" ? [name, "SelvedgeErrorBudgetBurnsSlowly"] : [name];

test("a test of an alert that does not fire is refused", (context) => {
  const file = writeTest("planted.json", healthy, 410, ["SelvedgeDatabaseDown"]);
  assert.match(objections(context, ["test", "rules", file]) ?? "SelvedgeDatabaseDown", /SelvedgeDatabaseDown/);
});

test("alerts are read from rules whose expression is one line, and whose is several", () => {
  const text = `groups:
  - name: a
    rules:
      - alert: One
        expr: a > 1
        labels:
          severity: page
        annotations:
          summary: A.
          runbook: docs/a.md#one
      - alert: Two
        expr: |
          a
          > 1
        labels:
          severity: ticket
        annotations:
          summary: B.
          runbook: docs/a.md#two
`;
  assert.deepEqual(
    alertsIn(text).map(({ name, expression, severity }) => [name, expression.replaceAll(/\s+/g, " ").trim(), severity]),
    [
      ["One", "a > 1", "page"],
      ["Two", "a > 1", "ticket"],
    ],
  );
});
