import { badField, type Json } from "@setu/core";
import { TOPICAL, type Ceilings, type Topical, type Topics } from "@setu/policy";
import type { Power } from "@setu/policy/facts.ts";
import { TOPICS } from "@setu/requests/topics.ts";
import { strict } from "../requests/command.ts";

export const MAX_CLEARANCE = 4;

/**
 * In which topics an officer's powers hold. What a configuration of an earlier release, or the registration of a program,
 * says without naming any means all topics up to the clearance, and is written out so.
 */
export function everyTopic(
  powers: readonly Power[],
  clearance: number,
  topics: readonly string[] = TOPICS,
): Topics {
  const ceilings: Ceilings = Object.fromEntries(topics.map((topic) => [topic, clearance]));
  return Object.fromEntries(heldOf(powers).map((power) => [power, ceilings]));
}

/** Of these powers, those that are given by topic. */
export const heldOf = (powers: readonly Power[]): readonly Topical[] =>
  TOPICAL.filter((power) => powers.includes(power));

/** One form for equal grants: of powers that are held, topics in their order, none that is empty. */
export function orderedTopics(topics: Topics, powers: readonly Power[]): Topics {
  const rows = heldOf(powers).flatMap((power) => {
    const given = topics[power] ?? {};
    const named = TOPICS.flatMap((topic) =>
      Object.hasOwn(given, topic) ? [[topic, given[topic] ?? 0] as const] : [],
    );
    return named.length === 0 ? [] : [[power, Object.fromEntries(named)] as const];
  });
  return Object.fromEntries(rows);
}

/** As the home log says it: `read/cyber/2`, each on its own. */
export const saidTopics = (topics: Topics): readonly string[] =>
  TOPICAL.flatMap((power) =>
    Object.entries(topics[power] ?? {}).map(([topic, level]) => `${power}/${topic}/${level}`),
  );

/** For each power that holds by topic, up to which level in each. @throws BAD_FIELD for a topic that this release does not know */
export function parseTopics(value: Json | undefined, field: string): Topics {
  const powers = strict(value, field, [], TOPICAL);
  const ceilings = Object.entries(powers).map(([power, given]) => {
    const levels = Object.entries(strict(given, field, [], TOPICS));
    for (const [, level] of levels)
      if (!Number.isInteger(level) || Number(level) < 0 || Number(level) > MAX_CLEARANCE)
        throw badField(field, `number from 0 to ${MAX_CLEARANCE}`);
    return [power, Object.fromEntries(levels.map(([topic, level]) => [topic, Number(level)]))];
  });
  return Object.fromEntries(ceilings) as Topics;
}
