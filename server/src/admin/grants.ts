import { createHash } from "node:crypto";
import { badField, canonicalBytes, opaque, type Json } from "@setu/core";
import { POWERS, type Power } from "@setu/policy/facts.ts";
import type { Grants } from "@setu/requests";
import { strict } from "../requests/command.ts";
import { MAX_CLEARANCE, orderedTopics, parseTopics } from "./topics.ts";

/** What an officer has been given, in one form wherever it came from: lists without repetition and in order. */
export type Given = Grants & { readonly powers: readonly Power[] };
type Flat = Omit<Given, "topics">;

/** Given and taken in the configuration alone: administrators do not choose who looks at what they do. */
export const APPOINTED: Power = "oversee";
/** `provision` is for the program of a directory (`clients/scopes.ts`), and given to nobody else. */
export const GIVABLE: readonly Power[] = POWERS.filter(
  (power) => power !== APPOINTED && power !== "provision",
);

const FIELDS = ["clearance", "compartments", "from", "powers", "suspended", "topics", "until"];

const MAX_COMPARTMENTS = 64;
/** 9999-12-31: a term has an end that a calendar can show. */
const LAST = 253_402_300_799_999;

/** @throws BAD_FIELD */
export function parseGrants(value: Json | undefined): Given {
  const fields = strict(value, "to", FIELDS);
  const [from, until] = [instantOf(fields["from"], "from"), instantOf(fields["until"], "until")];
  if (until < from) throw badField("until", "instant after the first");
  const { clearance, suspended } = fields;
  if (!Number.isInteger(clearance) || Number(clearance) < 0 || Number(clearance) > MAX_CLEARANCE)
    throw badField("clearance", `number from 0 to ${MAX_CLEARANCE}`);
  if (typeof suspended !== "boolean") throw badField("suspended", "yes or no");
  return ordered({
    powers: listOf(fields["powers"], "powers", POWERS.length).map(powerOf),
    topics: parseTopics(fields["topics"], "topics"),
    clearance: Number(clearance),
    compartments: listOf(fields["compartments"], "compartments", MAX_COMPARTMENTS).map((name) =>
      opaque(name, "compartments"),
    ),
    from,
    until,
    suspended,
  });
}

export const ordered = (given: Given): Given => ({
  ...orderedFlat(given),
  topics: orderedTopics(given.topics, given.powers),
});

const orderedFlat = (given: Flat): Flat => ({
  powers: POWERS.filter((power) => given.powers.includes(power)),
  clearance: given.clearance,
  compartments: [...new Set(given.compartments)].toSorted(),
  from: given.from,
  until: given.until,
  suspended: given.suspended,
});

/** Equal for equal grants, whatever order they were written in. */
export const hashOfGrants = (given: Given): Buffer =>
  createHash("sha256")
    .update(canonicalBytes(ordered(given)))
    .digest();

/** Of an entry that says nothing of topics: as it was before there were any, so that nothing is seeded again for want of it. */
export const hashOfFlat = (given: Flat): Buffer =>
  createHash("sha256")
    .update(canonicalBytes(orderedFlat(given)))
    .digest();

export const sameGrants = (one: Given, other: Given): boolean =>
  hashOfGrants(one).equals(hashOfGrants(other));

function powerOf(value: Json): Power {
  const found = POWERS.find((each) => each === value);
  if (found === undefined || found === "provision") throw badField("powers", "power");
  return found;
}

function listOf(value: Json | undefined, field: string, max: number): readonly Json[] {
  if (!Array.isArray(value) || value.length > max) throw badField(field, `list of at most ${max}`);
  return value as readonly Json[];
}

function instantOf(value: Json | undefined, field: string): number {
  if (!Number.isInteger(value) || Number(value) < 0 || Number(value) > LAST)
    throw badField(field, "instant in milliseconds");
  return Number(value);
}
