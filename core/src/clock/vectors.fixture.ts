import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { CALENDARS, deadline, type Allowance, type Clock } from "./index.ts";

export type Vector = {
  name: string;
  zone: string;
  calendar: string;
  allowance: string;
  start: string | null;
  pauses?: { from?: string; fromMs?: number; to: string | null }[];
  notices?: { t: string; until: string }[];
  stop?: { t: string; by: "answered" | "refused" | "withdrawn" };
  expect: { due: string | null; first: string | null; extended: boolean };
  error: string;
};
type Vectors = {
  allowances: Record<string, Pick<Allowance, "limit" | "pause" | "notice">>;
  valid: Vector[];
  invalid: Vector[];
  starts: { name: string; log: { t: string; applied: number }[]; upTo: number; start: string | null }[];
};

export const VECTORS = JSON.parse(
  readFileSync(new URL("../../../spec/clock/vectors.json", import.meta.url), "utf8"),
) as Vectors;
export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

export const at = (iso: string): number => Temporal.Instant.from(iso).epochMilliseconds;
export const maybe = (iso: string | null): number | null => (iso === null ? null : at(iso));

export function clockOf(vector: Vector): Clock {
  const allowance = VECTORS.allowances[vector.allowance];
  const calendar = CALENDARS.get(vector.calendar);
  assert.ok(allowance && calendar, vector.name);
  return {
    start: maybe(vector.start),
    allowance: { ...allowance, source: "vector", status: "proposal" },
    zone: vector.zone,
    calendar,
    pauses: (vector.pauses ?? []).map(({ from, fromMs, to }) => ({
      from: fromMs ?? at(from ?? ""),
      to: maybe(to),
    })),
    notices: (vector.notices ?? []).map(({ t, until }) => ({ t: at(t), until: at(until) })),
    stop: vector.stop === undefined ? null : { t: at(vector.stop.t), by: vector.stop.by },
  };
}

export const dueOf = (clock: Clock): number => deadline(clock).due ?? assert.fail("no deadline");

export function find(name: string): Vector {
  return VECTORS.valid.find((each) => each.name === name) ?? assert.fail(name);
}
