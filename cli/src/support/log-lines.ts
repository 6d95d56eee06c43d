import { closeSync, existsSync, fstatSync, openSync, readSync } from "node:fs";
import { constants } from "node:os";
import { join } from "node:path";
import { ERRORS, parseBounded, SetuError, type Json } from "@setu/core";
import { EVENTS, SHAPES, type EventName } from "@setu/server/http/log-events.ts";
import { isLoop } from "./loops.ts";

const ROOT = join(import.meta.dirname, "..", "..", "..");
const READ = 4 * 1024 * 1024;
const TOLD = 500;
const LINE = 8 * 1024;

/** Events of the machine. Not among them: who came, what was asked for, what was found in a file, what was destroyed. */
const MACHINE: readonly EventName[] = [
  "alarm",
  "alarm-failed",
  "attest-failed",
  "database-lost",
  "digest-failed",
  "error",
  "failed",
  "fatal",
  "file-broken-off",
  "file-failed",
  "file-unread",
  "held-failed",
  "line-failed",
  "link-answer-failed",
  "link-crowded",
  "link-error",
  "link-handshake-failed",
  "loop-failed",
  "mail-failed",
  "policy-failed",
  "ready",
  "restored",
  "scan-failed",
  "started",
  "stopping",
];

const T = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;
/** SQLSTATE, of the runtime, and of the embedded PostgreSQL. */
const FOREIGN = /^(?:(?:\d\d|F0|HV|P0|XX)[0-9A-Z]{3}|(?:ERR|PG|UND_ERR)_[A-Z0-9_]{1,40})$/;
const CODES = new Set([
  ...Object.keys(ERRORS),
  ...Object.keys(constants.errno),
  ...Object.keys(constants.signals),
]);
const isCode = (value: string): boolean => CODES.has(value) || FOREIGN.test(value);

/** Fields by name: a shape alone would let through a word that somebody has put there. Ids and addresses have none. */
const FIELDS: Readonly<Record<string, (value: string, lanes: readonly string[]) => boolean>> = {
  code: isCode,
  signal: isCode,
  at: (value) => SHAPES.place.test(value) && existsSync(join(ROOT, value.replace(/:\d+$/, ""))),
  loop: isLoop,
  lane: (value, lanes) => lanes.includes(value),
  wait: (value) => SHAPES.number.test(value),
  tries: (value) => SHAPES.number.test(value),
  errors: (value) => SHAPES.number.test(value),
};

/**
 * The last lines of a node's log that speak of the machine, each written anew from fields that are known.
 * @throws NOT_FOUND when there is no such file
 */
export function machineLines(path: string, lanes: readonly string[]): readonly string[] {
  return tail(path)
    .split("\n")
    .flatMap((line) => lineOf(line, lanes))
    .slice(-TOLD);
}

function lineOf(line: string, lanes: readonly string[]): readonly string[] {
  const fields = parsed(line);
  const { t, event } = fields;
  const known = MACHINE.find((name) => name === event);
  if (known === undefined || typeof t !== "string" || !T.test(t)) return [];
  const told = Object.keys(EVENTS[known]).flatMap((name) => {
    const field = fields[name];
    const value = typeof field === "string" || typeof field === "number" ? String(field) : "";
    return value !== "" && FIELDS[name]?.(value, lanes) ? [`${name}=${value}`] : [];
  });
  return [[t.slice(0, 19) + "Z", known, ...told].join(" ")];
}

/** What is no line of ours (of the supervisor, of a library) has no field. */
function parsed(line: string): Readonly<Record<string, Json>> {
  if (!line.startsWith("{")) return {};
  try {
    return parseBounded(Buffer.from(line), LINE) as Readonly<Record<string, Json>>;
  } catch {
    return {};
  }
}

function tail(path: string): string {
  if (!existsSync(path)) throw new SetuError("NOT_FOUND", `cannot read ${path}`);
  const file = openSync(path, "r");
  try {
    const { size } = fstatSync(file);
    const bytes = Buffer.alloc(Math.min(size, READ));
    return bytes.toString("utf8", 0, readSync(file, bytes, 0, bytes.length, size - bytes.length));
  } finally {
    closeSync(file);
  }
}
