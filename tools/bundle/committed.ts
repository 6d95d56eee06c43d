import { execFileSync } from "node:child_process";
import type { Entry } from "./tar.ts";

const MAX = 512 * 1024 * 1024;

/** Files of the commit that is checked out, not of the folder: what was changed or lies beside it does not get in. */
export function committed(
  root: string,
  places: readonly string[],
  wanted: (path: string) => boolean,
): readonly Entry[] {
  const git = (args: readonly string[], input = "") =>
    execFileSync("git", args, { cwd: root, input, maxBuffer: MAX, stdio: ["pipe", "pipe", "inherit"] });
  const files = git(["ls-tree", "-r", "-z", "HEAD", "--", ...places])
    .toString()
    .split("\0")
    .flatMap((line) => {
      const [, mode = "", hash = "", path = ""] = /^(\d{6}) blob ([0-9a-f]+)\t(.+)$/s.exec(line) ?? [];
      return path !== "" && wanted(path) ? [{ path, hash, executable: mode === "100755" }] : [];
    });
  const all = git(["cat-file", "--batch"], files.map(({ hash }) => `${hash}\n`).join(""));
  let at = 0;
  return files.map(({ path, hash, executable }) => {
    // `<hash> blob <size>`, the bytes, and the end of a line.
    const line = all.indexOf("\n", at);
    const [found, , size = "0"] = all.toString("utf8", at, line).split(" ");
    if (found !== hash) throw new Error(`git gave something else for ${path}`);
    const bytes = all.subarray(line + 1, line + 1 + Number(size));
    at = line + 2 + Number(size);
    return { path, executable, read: () => bytes };
  });
}
