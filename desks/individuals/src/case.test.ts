import assert from "node:assert/strict";
import { test } from "node:test";
import type { Args } from "@setu/core";
import { foldCase, type CaseSaid } from "./case.ts";
import { isLate } from "./clocks.ts";
import { judgeCase } from "./judge.ts";
import { letterOf, type LetterOf } from "./letter.ts";

const DAY = 86_400_000;
const T0 = Date.parse("2026-10-31T12:00:00Z");
const TERMS = { zone: "America/Toronto" };
const MATTER = "in:0000000000000000000000000000000b";
let n = 0;
const said = (
  what: string,
  args: object = {},
  at = T0,
  by = "ca.one",
  text: string | null = null,
): CaseSaid => ({
  id: (n += 1).toString(16).padStart(32, "0"),
  case: "0".repeat(32),
  by,
  at,
  do: what,
  args: args as Args,
  text,
});
const opened = (kind = "access") => [
  said("case-register", { kind, came: "letter", lang: "en", received: T0 - DAY }, T0, "ca.one", "{}"),
  said("case-identify", { how: "consular" }),
  said("case-admit", { at: T0 }),
];
const decide = (outcome: string, at: number, rest: object = {}) =>
  said("case-decide", { outcome, matters: [], ...rest }, at, "ca.two", "Because.");
const folded = (...acts: readonly CaseSaid[]) => foldCase(acts, TERMS) ?? assert.fail("there is no case");
const day = (t: number | null) =>
  t === null
    ? null
    : new Intl.DateTimeFormat("en-CA", {
        timeZone: TERMS.zone,
        dateStyle: "short",
        timeStyle: "short",
      }).format(t);
const refused = (acts: readonly CaseSaid[], next: CaseSaid, code: string) =>
  assert.throws(() => judgeCase(foldCase(acts, TERMS), next), { code }, `${next.do} → ${code}`);

test("four and nine months end on the day of that number, or the last of its month, at the same wall time", () => {
  assert.equal(day(folded(...opened()).clock.due), "2027-02-28, 8:00 a.m.");
  assert.equal(day(folded(...opened("deletion")).clock.due), "2027-07-31, 8:00 a.m.");
  const { clock, notice, leaves } = folded(...opened().slice(0, 2));
  assert.deepEqual([clock.state, clock.due, notice.due, leaves], ["not-started", null, null, null]);
});

test("a letter that says nothing leaves at the deadline, however early or why it was decided; any other at once", () => {
  const due = folded(...opened()).clock.due ?? 0;
  for (const [outcome, rest] of [
    ["nothing-to-disclose", {}],
    ["refused", { ground: "inquiry" }],
  ] as const)
    for (const at of [T0 + DAY, T0 + 60 * DAY, due])
      assert.equal(folded(...opened(), decide(outcome, at, rest)).leaves, due, outcome);
  const late = [1, 9, 27].map((days) => folded(...opened(), decide("refused", due + days * DAY)).leaves);
  assert.deepEqual(new Set(late).size, 1, "of what was late not even the day is told");
  assert.ok(Number(late[0]) > due);
  const told = decide("disclosed", T0 + DAY, { matters: [MATTER] });
  assert.equal(folded(...opened(), said("case-attach", { matter: MATTER }), told).leaves, T0 + DAY);
});

test("the month for the notice runs from when the letter leaves; what comes after its time is late", () => {
  const decided = [...opened(), decide("nothing-to-disclose", T0 + DAY)];
  const { notice, leaves } = folded(...decided);
  assert.equal(notice.start, leaves);
  assert.equal(day(notice.due), "2027-03-28, 8:00 a.m.");
  const late = (acts: readonly CaseSaid[], now: number) => isLate(folded(...acts), now);
  assert.equal(late(opened(), T0 + 100 * DAY), false);
  assert.equal(late(opened(), T0 + 130 * DAY), true);
  assert.equal(late(decided, Number(notice.due)), false);
  assert.equal(late(decided, Number(notice.due) + 1), true);
  const told = [...decided, said("case-notify", { way: "letter" }, Number(leaves))];
  assert.deepEqual([folded(...told).state, late(told, Number(notice.due) + DAY)], ["closed", false]);
});

test("nothing held and nothing that may be said are the same letter, byte for byte, in each language", () => {
  const of = (rest: Partial<LetterOf>): LetterOf => ({
    ref: "OWN-0000-0000-0",
    name: "Synthetic Person",
    kind: "access",
    outcome: "nothing-to-disclose",
    ground: null,
    text: "",
    day: "2027-02-28",
    ...rest,
  });
  for (const lang of ["en", "fr", "hi"] as const) {
    const nothing = letterOf(lang, of({}));
    for (const ground of ["inquiry", "security", "owner-objects"])
      assert.equal(letterOf(lang, of({ outcome: "refused", ground, text: "A reason of ours" })), nothing);
    assert.equal(letterOf(lang, of({ text: "Held: seven records" })), nothing);
    const some = letterOf(lang, of({ outcome: "disclosed-in-part", text: "A record of 2026" }));
    assert.ok(some.includes("A record of 2026") && some !== nothing);
    assert.ok(!letterOf(lang, of({ outcome: "deleted", text: "in:0b" })).includes("in:0b"));
    const not = letterOf(lang, of({ outcome: null, ground: "incomplete" }));
    assert.ok(!not.includes("undefined") && not !== nothing);
  }
});

test("each step has its time, its form and its codes", () => {
  const [register, identify, admit] = opened() as [CaseSaid, CaseSaid, CaseSaid];
  refused([], said("case-admit", { at: T0 }), "NOT_FOUND");
  refused([register], register, "DUPLICATE");
  refused([register], admit, "ILLEGAL");
  refused([register, identify], said("case-admit", { at: T0 + 1 }), "BAD_FIELD");
  refused([register, identify], said("case-admit", { at: T0 - 2 * DAY }), "BAD_FIELD");
  refused([register, identify], said("case-identify", { how: "consular" }), "STALE");
  refused([register], said("case-reject", { ground: "inquiry" }), "UNKNOWN_CODE");
  refused([register, identify], said("case-attach", { matter: MATTER }), "STALE");
  const open = opened();
  const attached = [...open, said("case-attach", { matter: MATTER })];
  refused(attached, said("case-attach", { matter: MATTER }), "STALE");
  refused(open, said("case-restrict", { matter: MATTER }), "STALE");
  refused(attached, said("case-lift", { matter: MATTER }), "STALE");
  refused(attached, decide("corrected", T0, { matters: [MATTER] }), "BAD_FIELD");
  refused(attached, decide("disclosed", T0), "BAD_FIELD");
  refused(attached, decide("nothing-to-disclose", T0, { matters: [MATTER] }), "BAD_FIELD");
  refused(attached, decide("refused", T0), "BAD_FIELD");
  refused(open, decide("disclosed", T0, { matters: [MATTER] }), "STALE");
  refused(open, { ...decide("nothing-to-disclose", T0), text: " " }, "BAD_FIELD");
  refused(open, said("case-notify", { way: "letter" }), "STALE");
  refused([...open, decide("nothing-to-disclose", T0)], decide("nothing-to-disclose", T0), "STALE");
  refused(open, said("case-anything"), "BAD_FIELD");
});

test("a decision restricts and lifts the matters that it names, and a step the one that it names", () => {
  const other = MATTER.replace("0b", "0c");
  const attached = [
    ...opened("restriction"),
    ...[MATTER, other].map((matter) => said("case-attach", { matter })),
  ];
  const restricts = (...acts: readonly CaseSaid[]) =>
    folded(...attached, ...acts).restricts.map(({ item }) => item);
  const first = said("case-restrict", { matter: MATTER });
  assert.deepEqual(restricts(first), [MATTER]);
  assert.deepEqual(restricts(first, decide("restricted", T0, { matters: [other] })), [MATTER, other]);
  assert.deepEqual(restricts(first, decide("restriction-lifted", T0, { matters: [MATTER] })), []);
  assert.deepEqual(
    restricts(first, decide("refused", T0, { ground: "inquiry" })),
    [MATTER],
    "until it is lifted",
  );
  assert.deepEqual(restricts(first, said("case-lift", { matter: MATTER })), []);
});
