import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { root } from "../architecture/source.ts";
import { withoutHaproxy } from "../support/deploy/haproxy.ts";

const openssl = "/usr/bin/openssl";
const skip =
  withoutHaproxy ||
  (existsSync(openssl) || process.env["CI"] === "true"
    ? false
    : `${openssl} is not installed (apt-get install openssl)`);

const folder = mkdtempSync(join(tmpdir(), "selvedge-tls-"));
after(() => rmSync(folder, { recursive: true }));

const documented = (): string => {
  const [, text] = /```haproxy\n([^]*?)```/.exec(readFileSync(join(root, "deploy/tls.md"), "utf8")) ?? [];
  assert.ok(text);
  return text;
};

/** Makes a certificate with its key in one file, as HAProxy wants it. */
const makeCertificate = (): string => {
  const [key, certificate, both] = ["key.pem", "certificate.pem", "shop.pem"].map((name) => join(folder, name));
  const subject = ["-subj", "/CN=shop.example", "-days", "1", "-nodes", "-newkey", "ec", "-pkeyopt"];
  const files = ["-keyout", `${key}`, "-out", `${certificate}`];
  execFileSync(openssl, ["req", "-x509", ...subject, "ec_paramgen_curve:prime256v1", ...files], { stdio: "ignore" });
  writeFileSync(`${both}`, readFileSync(`${certificate}`, "utf8") + readFileSync(`${key}`, "utf8"));
  return `${both}`;
};

test("HAProxy takes the configuration of the page about TLS", { skip }, () => {
  const certificate = makeCertificate();
  const check = (text: string) => {
    const path = join(folder, "haproxy.cfg");
    writeFileSync(path, text.replace("/etc/haproxy/certs/shop.pem", certificate));
    return spawnSync("/usr/sbin/haproxy", ["-c", "-f", path], { encoding: "utf8", timeout: 20_000 });
  };
  const { status, stderr } = check(documented());
  assert.equal(status, 0, stderr);
  assert.doesNotMatch(stderr, /WARNING/);
  assert.notEqual(check(documented().replace("alpn h2,http/1.1", "alnp h2")).status, 0);
});
