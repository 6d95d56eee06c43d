import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Code, Count, Instant, Opaque } from "../words.ts";
import {
  ALWAYS,
  asked,
  DECISIONS,
  GATE_IDS,
  GATES,
  judge,
  reusable,
  parseGateSaid,
  parseProfile,
  REVIEW_WITHIN,
  RISKS,
  type GateAnswer,
  type GateContext,
  type GateId,
  type Profile,
  type Scope,
} from "./index.ts";

const SCOPE: Scope = { matter: "ca:1", subject: "synthetic", purpose: "investigation", recipients: ["in.a"] };
const CONTEXT: GateContext = {
  proposal: "this",
  scope: SCOPE,
  author: "ca.author",
  now: 1_000,
  emergency: false,
  reuses: [],
};
const profileWithout = (notApplicable: Profile["notApplicable"]): Profile => ({
  exchange: "giving",
  id: "synthetic" as Code,
  version: 1 as Count,
  owner: "ca.legal" as Opaque,
  notApplicable,
});
const FULL = profileWithout({});

const answer = (gate: GateId, rest: Partial<GateAnswer> = {}): GateAnswer => ({
  gate,
  id: `of-${gate}`,
  proposal: "this",
  decider: "ca.decider",
  at: 1 as Instant,
  scope: SCOPE,
  evidence: "Synthetic evidence",
  raw: "none",
  mitigations: "",
  residual: "none",
  basis: "Synthetic basis",
  decision: "pass",
  conditions: "",
  until: null,
  ...rest,
});
const ALL = GATE_IDS.map((gate) => answer(gate));

const answers = fc.array(
  fc
    .record({
      gate: fc.constantFrom(...GATE_IDS),
      id: fc.constantFrom("a", "b", "c"),
      proposal: fc.constantFrom("this", "other"),
      decider: fc.constantFrom("ca.author", "ca.decider"),
      raw: fc.constantFrom(...RISKS),
      residual: fc.constantFrom(...RISKS),
      decision: fc.constantFrom(...DECISIONS),
      mitigations: fc.constantFrom("", "named"),
      conditions: fc.constantFrom("", "named"),
      until: fc.constantFrom(null, 500 as Instant, 5_000 as Instant),
    })
    .map(({ gate, ...rest }) => answer(gate, rest)),
  { maxLength: 6 },
);
const left = fc.subarray(GATE_IDS.filter((gate) => !ALWAYS.includes(gate)));
const profiles = left.map((gates) =>
  profileWithout(Object.fromEntries(gates.map((gate) => [gate, "Not in a synthetic exchange"]))),
);
const contexts = fc
  .record({ emergency: fc.boolean(), reused: fc.subarray(["a", "b", "c"]) })
  .map(({ emergency, reused }) => ({
    ...CONTEXT,
    emergency,
    reuses: reused.map((id) => ({ answer: id, proposal: "this" })),
  }));

test("fifteen gates, each with its question in three languages and a source; G5 to G8 are always asked", () => {
  assert.deepEqual([...GATES.keys()], [...GATE_IDS]);
  for (const { name, question, evidence, source } of GATES.values())
    for (const text of [name, question, evidence].flatMap(({ en, fr, hi }) => [en, fr, hi, source]))
      assert.ok(text.length > 3);
  assert.deepEqual(ALWAYS, ["g5", "g6", "g7", "g8"]);
});

test("law: what is released has on every gate that is asked an answer of a person that passes", () => {
  let released = 0;
  fc.assert(
    fc.property(profiles, answers, contexts, (profile, given, context) => {
      const all = given.length % 3 === 0 ? given : [...ALL, ...given];
      const { outcome, gates } = judge(profile, all, context);
      assert.equal(outcome === "released", gates.length === 0);
      if (outcome !== "released") return;
      released++;
      for (const gate of context.emergency ? ALWAYS : asked(profile)) {
        const last = all.findLast(
          (each) =>
            each.gate === gate &&
            !(gate === "g13" && each.decider === context.author) &&
            (each.proposal === "this" ||
              (Number(each.until) > context.now && context.reuses.some(({ answer: id }) => id === each.id))),
        );
        assert.ok(last, gate);
        assert.ok(last.decision.startsWith("pass"), gate);
        for (const risk of [last.raw, last.residual]) assert.notEqual(risk, "unknown");
        assert.ok(["none", "low"].includes(last.residual));
        if (last.raw !== last.residual) assert.notEqual(last.mitigations, "");
      }
    }),
    { numRuns: 3_000 },
  );
  assert.ok(released > 0, "the law was tried");
});

test("law: what another has refused or doubted stands, whatever its author says after, himself or by an answer of before", () => {
  const said = fc.record({
    decision: fc.constantFrom(...DECISIONS),
    decider: fc.constantFrom(CONTEXT.author, "ca.another"),
    proposal: fc.constantFrom("this", "before"),
  });
  const stops = fc.constantFrom("refuse" as const, "refer" as const);
  fc.assert(
    fc.property(
      fc.constantFrom(...GATE_IDS),
      stops,
      fc.array(said),
      fc.boolean(),
      (gate, stop, given, emergency) => {
        const later = given.map(({ decider, proposal, decision }, i) =>
          answer(gate, {
            decision,
            id: `later-${i}`,
            // What another passed before is taken up by the author.
            decider,
            proposal: decider === CONTEXT.author ? proposal : "before",
            until: 9_000 as Instant,
            conditions: decision === "pass-with-conditions" ? "Named" : "",
          }),
        );
        const reuses = later.map(({ id }) => ({ answer: id, proposal: "this" }));
        const context = { ...CONTEXT, emergency, reuses };
        const { outcome, gates } = judge(FULL, [...ALL, answer(gate, { decision: stop }), ...later], context);
        if (emergency && !ALWAYS.includes(gate)) return;
        assert.deepEqual([outcome, gates], [stop === "refuse" ? "refused" : "referred", [gate]]);
      },
    ),
  );
});

test("a refusal is taken back by whoever gave it, or by a third person; the author takes back his own", () => {
  const by = (decider: string, decision: "refuse" | "pass") => answer("g7", { decider, decision });
  const { author } = CONTEXT;
  const outcome = (...given: readonly GateAnswer[]) => judge(FULL, [...ALL, ...given], CONTEXT).outcome;
  assert.equal(outcome(by("ca.x", "refuse"), by("ca.x", "pass")), "released");
  assert.equal(outcome(by("ca.x", "refuse"), by("ca.third", "pass")), "released");
  assert.equal(outcome(by(author, "refuse"), by(author, "pass")), "released");
  assert.equal(outcome(by("ca.x", "refuse"), by(author, "refuse"), by(author, "pass")), "refused");
});

test("what stopped another release of the same matter, subject and purpose stops this one, until somebody takes it back", () => {
  const refused = answer("g7", { id: "then", proposal: "taken-down", decider: "ca.x", decision: "refuse" });
  const given = (before: readonly GateAnswer[], scope = CONTEXT.scope, now: readonly GateAnswer[] = ALL) =>
    judge(FULL, [...before, ...now], { ...CONTEXT, scope }).outcome;
  const byAuthor = ALL.map((each) => ({ ...each, decider: each.gate === "g13" ? "ca.y" : CONTEXT.author }));
  assert.equal(given([refused], CONTEXT.scope, byAuthor), "refused", "the author overrules nobody");
  assert.equal(
    given([refused], { ...CONTEXT.scope, subject: "" }, []),
    "refused",
    "before its subject is said",
  );
  assert.equal(given([refused]), "released", "a third person has answered it anew");
  for (const other of [{ matter: "in:2" }, { subject: "another" }, { purpose: "another" }])
    assert.equal(given([refused], { ...CONTEXT.scope, ...other }, byAuthor), "released");
  const back = { ...refused, id: "later", decision: "pass" } as GateAnswer;
  assert.equal(given([refused, back], CONTEXT.scope, byAuthor), "released", "taken back by who gave it");
});

test("law: nobody having answered, nothing leaves, in an emergency neither", () => {
  fc.assert(
    fc.property(profiles, contexts, (profile, context) => {
      const { outcome, gates } = judge(profile, [], context);
      assert.equal(outcome, "open");
      for (const gate of ALWAYS) assert.ok(gates.includes(gate));
    }),
  );
});

test("law: taking an answer away, or doubting it, never opens a way", () => {
  fc.assert(
    fc.property(fc.constantFrom(...GATE_IDS), fc.boolean(), (gate, emergency) => {
      const context = { ...CONTEXT, emergency };
      const counts = !emergency || ALWAYS.includes(gate);
      const outcome = (given: readonly GateAnswer[]) => judge(FULL, given, context).outcome;
      assert.equal(outcome(ALL), "released");
      assert.equal(outcome(ALL.filter((each) => each.gate !== gate)), counts ? "open" : "released");
      for (const doubt of [{ raw: "unknown" }, { residual: "unknown" }, { decision: "refer" }] as const)
        assert.equal(outcome([...ALL, answer(gate, doubt)]), counts ? "referred" : "released");
      assert.equal(outcome([...ALL, answer(gate, { decision: "refuse" })]), counts ? "refused" : "released");
    }),
  );
});

test("G5 to G7 refuse alike, and without a word of which it was", () => {
  for (const gate of ["g5", "g6", "g7"] as const)
    assert.ok(judge(FULL, [...ALL, answer(gate, { decision: "refuse" })], CONTEXT).neutral, gate);
  assert.equal(judge(FULL, [...ALL, answer("g0", { decision: "refuse" })], CONTEXT).neutral, false);
});

test("an emergency is asked less and is reviewed within a day", () => {
  const four = ALL.filter(({ gate }) => ALWAYS.includes(gate));
  const { outcome, review } = judge(FULL, four, { ...CONTEXT, emergency: true });
  assert.deepEqual([outcome, review], ["released", CONTEXT.now + REVIEW_WITHIN]);
  assert.equal(judge(FULL, four, CONTEXT).outcome, "open");
  assert.equal(judge(FULL, ALL, CONTEXT).review, null);
});

test("the second person of G13 is not the author, and a risk of death wants more than a bare pass", () => {
  const own = ALL.map((each) => ({ ...each, decider: CONTEXT.author }));
  assert.deepEqual(judge(FULL, own, CONTEXT).gates, ["g13"]);
  const low = { raw: "low", residual: "low" } as const;
  assert.deepEqual(judge(FULL, [...ALL, answer("g8", low)], CONTEXT).gates, ["g8"]);
  const assured = answer("g8", { ...low, decision: "pass-with-conditions", conditions: "Assurance of 2026" });
  assert.equal(judge(FULL, [...ALL, assured], CONTEXT).outcome, "released");
});

test("an answer is used again in the same matter, of the same subject, purpose and recipients, until its date", () => {
  const before = ALL.map((each) => ({ ...each, proposal: "before", until: 1_001 as Instant }));
  const reuses = before.map(({ id }) => ({ answer: id, proposal: "this" }));
  const outcome = (given: readonly GateAnswer[], more: Partial<GateContext>) =>
    judge(FULL, given, { ...CONTEXT, reuses, ...more }).outcome;
  assert.equal(outcome(before, {}), "released");
  assert.equal(outcome(before, { reuses: [] }), "open", "it is a decision that somebody takes");
  assert.equal(outcome(before, { now: 1_001 }), "open");
  assert.equal(outcome(before, { proposal: "another" }), "open");
  for (const [name, value] of Object.entries({
    matter: "ca:2",
    subject: "another",
    purpose: "prevention",
    recipients: ["in.a", "in.b"],
  }))
    assert.equal(outcome(before, { scope: { ...SCOPE, [name]: value } }), "open", name);
  const nobody = { ...SCOPE, subject: "" };
  const ofNobody = before.map((each) => ({ ...each, scope: nobody }));
  assert.equal(outcome(ofNobody, { scope: nobody }), "open", "of whom, nobody has said");
});

test("a profile leaves out no gate without a reason, and G5 to G8 with none", () => {
  const written = (notApplicable: object) => ({ ...FULL, notApplicable });
  assert.deepEqual(asked(parseProfile(written({ g2: "Intelligence is exempt" }))).includes("g2"), false);
  for (const gate of ALWAYS)
    assert.throws(() => parseProfile(written({ [gate]: "Not now" })), { code: "BAD_FIELD" });
  for (const bad of [{ g2: "" }, { g2: " " }, { g2: 1 }, { g15: "No such gate" }, []])
    assert.throws(() => parseProfile(written(bad)), { code: "BAD_FIELD" });
  for (const name of Object.keys(FULL)) {
    const { [name as "id"]: _, ...rest } = FULL;
    assert.throws(() => parseProfile(rest), { code: "BAD_FIELD" });
  }
  assert.deepEqual(asked({ notApplicable: Object.fromEntries(ALWAYS.map((g) => [g, "x"])) }), GATE_IDS);
});

test("an answer that says two things is none", () => {
  const { evidence, raw, mitigations, residual, basis, decision, conditions, until } = answer("g7");
  const said = { gate: "g7", evidence, raw, mitigations, residual, basis, decision, conditions, until };
  assert.deepEqual(parseGateSaid(said), said);
  for (const two of [
    { raw: "high", residual: "high" },
    { raw: "high", residual: "low" },
    { decision: "pass-with-conditions" },
    { conditions: "Named" },
    { residual: "unknown" },
  ])
    assert.throws(() => parseGateSaid({ ...said, ...two }), { code: "CONTRADICTION" }, JSON.stringify(two));
  for (const bad of [{ evidence: " " }, { basis: "" }, { gate: "g15" }, { raw: "maybe" }, { more: 1 }])
    assert.throws(() => parseGateSaid({ ...said, ...bad }), { code: "BAD_FIELD" });
  assert.throws(() => parseGateSaid({ ...said, evidence: "x".repeat(4_001) }), { code: "TOO_LARGE" });
});

test("an answer may serve again within its matter, purpose and recipients, until its end, and from another draft", () => {
  const { subject: _, ...scope } = SCOPE;
  const earlier = { proposal: "before", until: 1_001 as Instant };
  const given = [
    answer("g1", earlier),
    answer("g2", { ...earlier, scope: { ...SCOPE, subject: "somebody else" } }),
    answer("g3", { ...earlier, proposal: "this" }),
    answer("g4", { ...earlier, until: 1_000 as Instant }),
    answer("g5", { ...earlier, until: null }),
    answer("g6", { ...earlier, scope: { ...SCOPE, matter: "ca:2" } }),
    answer("g7", { ...earlier, scope: { ...SCOPE, purpose: "other" } }),
    answer("g8", { ...earlier, scope: { ...SCOPE, recipients: ["in.a", "in.b"] } }),
  ];
  const found = reusable(given, { proposal: "this", scope, now: 1_000 });
  assert.deepEqual(
    found.map(({ gate }) => gate),
    ["g1", "g2"],
  );
});
