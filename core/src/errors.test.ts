import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { ERRORS, isSetuError, SetuError, type ErrorCode } from "./errors.ts";

const CODES = Object.entries(ERRORS) as [ErrorCode, { status: number; exit: number }][];
const PAGE = readFileSync(new URL("../../spec/errors.md", import.meta.url), "utf8");

test("every code has the status of a refusal and an exit code of its own kind", () => {
  for (const [code, { status, exit }] of CODES) {
    assert.match(code, /^[A-Z][A-Z0-9_]{2,}$/);
    assert.ok(status >= 400 && status < 600, code);
    assert.ok(exit >= 1 && exit <= 9, code);
  }
});

test("spec/errors.md tells every code with its status, exit code and meaning, and no other", () => {
  const rows = [...PAGE.matchAll(/^\| *`([A-Z0-9_]+)` *\| *(\d+) *\| *(\d+) *\| *(\S.*)\|$/gm)].map(
    ([, ...row]) => row,
  );
  assert.deepEqual(
    rows.map(([code, status, exit]) => [code, Number(status), Number(exit)]),
    CODES.map(([code, { status, exit }]) => [code, status, exit]),
  );
});

test("an error carries its code, its cause and what may be shown", () => {
  const cause = new Error("deep");
  const error = new SetuError("STALE", "somebody acted", { cause, detail: { n: 1 } });
  assert.deepEqual(
    [error.code, error.message, error.cause, error.detail, error.name],
    ["STALE", "somebody acted", cause, { n: 1 }, "SetuError"],
  );
  const bare = new SetuError("BUSY", "busy");
  assert.deepEqual([bare.detail, "cause" in bare], [{}, false]);
});

test("an error is recognised by code", () => {
  const error = new SetuError("STALE", "x");
  assert.equal(isSetuError(error), true);
  assert.equal(isSetuError(error, "STALE"), true);
  assert.equal(isSetuError(error, "BUSY"), false);
  assert.equal(isSetuError(new Error("STALE")), false);
  assert.equal(isSetuError({ code: "STALE" }, "STALE"), false);
});
