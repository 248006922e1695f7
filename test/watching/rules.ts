import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../architecture/source.ts";

export const alertsFile = join(root, "deploy/prometheus/alerts.yaml");
const dashboardFile = join(root, "deploy/grafana/selvedge.json");

/** An alert as the file has it; whether the file is one that Prometheus can read, its own tool says. */
export type Alert = {
  readonly name: string;
  readonly expression: string;
  readonly severity: string;
  readonly summary: string;
  readonly runbook: string;
};

const part = (text: string, key: string): string => new RegExp(String.raw`^ +${key}: (.+)$`, "m").exec(text)?.[1] ?? "";

/** Returns the alerts of a file of rules. */
export const alertsIn = (text: string): Alert[] =>
  text
    .split(/^ {6}- alert: /m)
    .slice(1)
    .map((alert) => ({
      name: alert.split("\n")[0] ?? "",
      expression: /^ +expr: (?:\|\n((?: {10}.*\n)+)|(.+)$)/m.exec(alert)?.slice(1).join("") ?? "",
      severity: part(alert, "severity"),
      summary: part(alert, "summary"),
      runbook: part(alert, "runbook"),
    }));

export const alerts = alertsIn(readFileSync(alertsFile, "utf8"));

type Target = { readonly refId: string; readonly expr: string };
type Panel = {
  readonly id: number;
  readonly title: string;
  readonly type: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets?: readonly Target[];
};

export const dashboard = JSON.parse(readFileSync(dashboardFile, "utf8")) as {
  readonly uid: string;
  readonly panels: readonly Panel[];
  readonly templating: { readonly list: readonly { readonly name: string }[] };
};

const endings = /_(?:bucket|sum|count)$/;

/** Returns the metrics of ours that an expression names and a server does not have. */
export const unknownMetrics = (expression: string, types: ReadonlyMap<string, string>): string[] =>
  [...expression.matchAll(/\b(?:selvedge|process)_\w+/g)]
    .map(([name]) => name)
    .filter((name) => !types.has(name) && types.get(name.replace(endings, "")) !== "histogram");

/** Returns the anchor of a heading, as web pages of Markdown have it. */
export const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\w -]/g, "")
    .replaceAll(" ", "-");
