import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { root } from "../../architecture/source.ts";

/** A repository with versions of the program. */
export type Repository = {
  readonly folder: string;
  /** Writes files, by their paths, and commits them; returns the commit. */
  commit(files: Readonly<Record<string, string>>): string;
  remove(): void;
};

const program = ["package.json", "migrations", "sample", "src"] as const;

/** Makes a repository whose first commit is this checkout's program, or what is given instead. */
export const makeRepository = (files?: Readonly<Record<string, string>>): Repository => {
  const folder = mkdtempSync(join(tmpdir(), "selvedge-repository-"));
  const git = (...given: string[]): string =>
    execFileSync("git", ["-c", "user.name=Test", "-c", "user.email=test@example.com", ...given], {
      cwd: folder,
      encoding: "utf8",
    });
  git("init", "--quiet");
  if (!files) for (const name of program) cpSync(join(root, name), join(folder, name), { recursive: true });
  const commit: Repository["commit"] = (changed) => {
    for (const [path, text] of Object.entries(changed)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    git("add", "--all");
    git("commit", "--quiet", "--allow-empty", "--message=A version");
    return git("rev-parse", "HEAD").trim();
  };
  commit(files ?? {});
  return { folder, commit, remove: () => rmSync(folder, { recursive: true, force: true }) };
};

/** Returns the manifest of the program with another version. */
export const manifestOf = (version: string): string =>
  JSON.stringify({ ...(JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as object), version });

/** Returns the number of this checkout's newest migration. */
export const newestMigration = (): number =>
  Math.max(...readdirSync(join(root, "migrations")).map((name) => Number(/^(\d{4})_/.exec(name)?.[1] ?? 0)));
