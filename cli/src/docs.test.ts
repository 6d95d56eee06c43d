import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { ERRORS, type ErrorCode } from "@setu/core";
import { ACTS } from "./request/acts.ts";

const PAGE = readFileSync(join(import.meta.dirname, "..", "..", "docs", "cli.md"), "utf8");

/** Rows of the table of exit codes: the number, and the codes given as examples. */
const rows = [...PAGE.matchAll(/^\| (\d+) +\| [^|]+\|([^|]*)\|$/gm)].map(([, exit, examples]) => ({
  exit: Number(exit),
  codes: [...(examples ?? "").matchAll(/`([A-Z_]+)`/g)].map(([, code]) => code ?? ""),
}));

test("the table of exit codes has every one that can occur, under its own number", () => {
  const documented = new Set(rows.map(({ exit }) => exit));
  for (const [code, { exit }] of Object.entries(ERRORS)) assert.ok(documented.has(exit), code);
  const ours = rows.flatMap(({ exit, codes }) =>
    codes.filter((code) => code in ERRORS).map((code) => ({ exit, code })),
  );
  assert.ok(ours.length > 10);
  for (const { exit, code } of ours) assert.equal(exit, ERRORS[code as ErrorCode].exit, code);
});

test("every command that the program knows is on the page", () => {
  const main = join(import.meta.dirname, "main.ts");
  const helpOf = (...args: readonly string[]) =>
    spawnSync(process.execPath, [main, ...args, "--help"], { encoding: "utf8" }).stdout;
  for (const help of [helpOf(), helpOf("request")]) {
    const commands = [...help.slice(help.indexOf("\nCommands:")).matchAll(/^ {2}([a-z-]+)/gm)].map(
      ([, name]) => name ?? "",
    );
    assert.ok(commands.length > 8);
    for (const name of commands) {
      if (name !== "help") assert.ok(new RegExp(`\`(?:setu (?:request )?)?${name}\\b`).test(PAGE), name);
    }
  }
  for (const act of Object.keys(ACTS)) assert.ok(PAGE.includes(`\`${act}\``), act);
});
