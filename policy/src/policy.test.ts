import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { CASES } from "./cases.fixture.ts";
import {
  ACTIONS,
  DESK_ACTIONS,
  ITEM_ACTIONS,
  openPolicy,
  POWERS,
  TOPICAL,
  type Action,
  type Ceilings,
  type ItemFacts,
  type OfficerFacts,
  type PolicyAlarm,
  type Topical,
  type Topics,
} from "./index.ts";
import { chanceOf, generate, ITEM, NOW, OFFICER } from "./facts.fixture.ts";
import { readSources, type Sources } from "./files.ts";
import { KNOWN } from "./known.ts";
import { policyOf } from "./policy.ts";

const SOURCES = readSources();
const policy = openPolicy({ alarm: (alarm) => assert.fail(JSON.stringify(alarm)) });
const decides = (of: typeof policy, { officer, action, item, context }: (typeof CASES)[number]) =>
  of.decide(officer, action, item, context).allow;

test("the files are those of this release: after a change on purpose, known.ts says the new hash", () => {
  assert.equal(SOURCES.hash, KNOWN);
  assert.equal(policy.hash, KNOWN);
});

test("the schema has every action of the server and no other, each of an item or of the desk", () => {
  const declared = [...SOURCES.schema.matchAll(/^action ([^;]*?)\s+appliesTo \{[^}]*resource: (\w+)/gms)];
  const named = declared.flatMap(([, names, resource]) =>
    (names ?? "")
      .replace(/ in \[.*/s, "")
      .split(",")
      .map((name) => [name.trim().replaceAll('"', ""), resource]),
  );
  const expected = [
    ...ITEM_ACTIONS.map((name) => [name, "Item"]),
    ...DESK_ACTIONS.map((name) => [name, "Desk"]),
  ];
  assert.deepEqual(named.toSorted(), expected.toSorted());
});

for (const each of CASES) {
  test(`${each.allow ? "may" : "may not"}: ${each.what}`, () =>
    assert.equal(decides(policy, each), each.allow));
}

test("of the cells no policy asks more than whether the item's own is among them, so that a decision is told of no other", () => {
  const asked = [...SOURCES.policies.matchAll(/principal\.(?:reads|drafts|sends|approves)\b[^&|\n]*/g)];
  assert.deepEqual(
    [...new Set(asked.map(([each]) => each.replace(/^\S+?\.\w+/, "").trim()))],
    [".contains(resource.cell)"],
  );
  assert.equal(asked.length, 4);
});

test("a denial says which policies made it, or which permits would have been needed", () => {
  const said = (action: Action, officer: Partial<OfficerFacts>, item: Partial<ItemFacts> = {}) =>
    policy.decide({ ...OFFICER, ...officer }, action, { ...ITEM, ...item }, { now: NOW, open: true })
      .determining;
  assert.deepEqual(said("read", {}), ["read"]);
  assert.deepEqual(said("read", { clearance: 0 }, { sealed: true }), ["level", "sealed"]);
  assert.deepEqual(said("send", { powers: ["read"] }), ["send"]);
  assert.deepEqual(said("export", { powers: ["read"] }), ["export", "oversee"]);
  assert.deepEqual(said("draft", { topics: { ...OFFICER.topics, draft: { cyber: 1 } } }), ["topic-draft"]);
  assert.deepEqual(said("draft", { powers: ["read"], topics: { read: { cyber: 4 } } }), ["draft"]);
});

test("abuse 55: what cannot be evaluated is denied, and the alarm hears of it", () => {
  const alarms: PolicyAlarm[] = [];
  const watched = openPolicy({ alarm: (alarm) => alarms.push(alarm) });
  const { level: _level, ...unlevelled } = ITEM;
  const { powers: _powers, ...powerless } = OFFICER;
  const wrong: readonly (readonly [
    what: string,
    officer: unknown,
    action: string,
    item: unknown,
    context: unknown,
  ])[] = [
    ["an attribute is missing", OFFICER, "list", unlevelled, { now: NOW }],
    ["an attribute is of another type", OFFICER, "list", { ...ITEM, level: "2" }, { now: NOW }],
    ["a set holds another type", OFFICER, "list", { ...ITEM, audience: [1] }, { now: NOW }],
    ["a number is none", OFFICER, "list", { ...ITEM, expires: Number.NaN }, { now: NOW }],
    ["a number is not whole", { ...OFFICER, clearance: 2.5 }, "list", ITEM, { now: NOW }],
    ["the officer lacks one", powerless, "list", ITEM, { now: NOW }],
    ["there is no now", OFFICER, "list", ITEM, {}],
    ["a reason is no text", OFFICER, "list", ITEM, { now: NOW, reason: 1 }],
    ["there is no such action", OFFICER, "destroy", ITEM, { now: NOW }],
    ["the action is a group", OFFICER, "content", ITEM, { now: NOW }],
    ["there is no item", OFFICER, "list", null, { now: NOW }],
    ["the item has no place in it", OFFICER, "own", ITEM, { now: NOW }],
    ["nobody asks", null, "list", ITEM, { now: NOW }],
  ];
  for (const [what, officer, action, item, context] of wrong) {
    const before = alarms.length;
    const decision = watched.decide(officer as never, action as never, item as never, context as never);
    assert.equal(decision.allow, false, what);
    assert.ok(decision.errors.length > 0, what);
    assert.equal(alarms.length, before + 1, what);
  }
});

test("abuse 55: Cedar itself would allow where a forbid fails, and is not believed", () => {
  // A forbid that fails at evaluation although it is valid: the sum is too large.
  const failing =
    '\n@id("failing") forbid (principal, action, resource is Item) when { resource.expires + 9223372036854775807 > 0 };';
  const alarms: PolicyAlarm[] = [];
  const broken = policyOf(
    { ...SOURCES, policies: SOURCES.policies + failing, hash: "failing" },
    { alarm: (alarm) => alarms.push(alarm) },
  );
  const decision = broken.decide(OFFICER, "list", { ...ITEM, expires: NOW + 1 }, { now: NOW });
  assert.equal(decision.allow, false);
  assert.match(decision.errors.join(), /^failing: .*overflow/);
  assert.equal(
    broken.visible(OFFICER, "list", NOW).where(() => "$1"),
    "false",
    "and SQL has no form for it",
  );
  assert.deepEqual(
    alarms.map(({ action }) => action),
    ["list", "list"],
  );
});

test("policies that are not strictly valid are not opened", () => {
  const refused = (policies: string, told: RegExp, schema = SOURCES.schema) =>
    assert.throws(() => policyOf({ schema, policies, hash: "refused" } satisfies Sources), {
      code: "POLICY_INVALID",
      message: told,
    });
  const one = (body: string) =>
    `@id("one") forbid (principal, action == Action::"list", resource) when { ${body} };`;
  refused(one("resource.owner == principal.id"), /attribute `owner`/);
  refused(one("resource.level == principal.id"), /./);
  refused(one('context.purpose == "x"'), /optional attribute|purpose/);
  refused(one("resource.red && !resource.red && false"), /./);
  refused('@id("one") permit (principal, action == Action::"destroy", resource);', /destroy/);
  refused("permit (principal, action, resource);", /without an id/);
  refused(`${one("true")} ${one("false")}`, /without an id of its own/);
  refused('@id("one") permit (principal == ?principal, action, resource);', /template/);
  refused("permit (", /./);
  refused(SOURCES.policies, /./, "entity Officer;");
});

test("abuse 56: a file that is changed, added or taken away is found, and everything is denied from then on", () => {
  const folder = mkdtempSync(join(tmpdir(), "setu-policy-"));
  try {
    const files = new URL("..", import.meta.url).pathname;
    const restore = () => {
      rmSync(folder, { recursive: true });
      cpSync(files, folder, { recursive: true, filter: (path) => !/node_modules|\/src/.test(path) });
    };
    const changes = [
      () =>
        writeFileSync(
          join(folder, "walls.cedar"),
          SOURCES.policies.replace("resource.sealed &&", "false &&"),
        ),
      () => writeFileSync(join(folder, "setu.cedarschema"), `${SOURCES.schema} `),
      () => writeFileSync(join(folder, "zzz.cedar"), '@id("zzz") permit (principal, action, resource);'),
      () => rmSync(join(folder, "people.cedar")),
    ];
    for (const change of changes) {
      restore();
      const opened = openPolicy({}, folder);
      assert.equal(opened.hash, KNOWN, readdirSync(folder).join());
      opened.check();
      assert.equal(opened.decide(OFFICER, "list", ITEM, { now: NOW }).allow, true);
      change();
      assert.throws(() => opened.check(), { code: "POLICY_INVALID" });
      assert.throws(() => openPolicy({}, folder), { code: "POLICY_INVALID" });
      restore();
      assert.throws(
        () => opened.check(),
        { code: "POLICY_INVALID" },
        "what has been in between nobody knows",
      );
      assert.equal(opened.decide(OFFICER, "list", ITEM, { now: NOW }).allow, false);
      assert.equal(
        opened.visible(OFFICER, "list", NOW).where(() => "$1"),
        "false",
      );
      assert.ok(opened.powersOf(OFFICER, NOW).every(({ may }) => may === "none"));
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("every action has a form in SQL for every kind of officer, with as many parameters as places", () => {
  const chance = chanceOf(7);
  const { officer } = generate(chance);
  const texts = new Map<string, Set<string>>();
  for (const who of [OFFICER, ...Array.from({ length: 12 }, officer)]) {
    for (const action of ITEM_ACTIONS) {
      const values: unknown[] = [];
      const where = policy.visible(who, action, NOW).where((value) => `$${values.push(value)}`, "line");
      assert.equal(where.match(/\$\d+/g)?.length ?? 0, values.length, where);
      texts.set(action, (texts.get(action) ?? new Set()).add(where));
    }
  }
  // A text is a prepared statement: there are a few, however many officers there are.
  for (const [action, of] of texts) assert.ok(of.size <= 6, `${action}: ${of.size}`);
});

test("one more clearance, compartment or topic takes nothing away; a wall more or a topic less gives nothing", () => {
  const chance = chanceOf(11);
  const { officer, item } = generate(chance);
  const one = <T>(of: readonly T[]): T => of[Math.floor(chance() * of.length)] as T;
  const actions = ITEM_ACTIONS.filter((action) => action !== "approve");
  const given = ({ topics }: OfficerFacts, power: Topical, ceilings: Ceilings): Topics => ({
    ...topics,
    [power]: { ...topics[power], ...ceilings },
  });
  let moved = 0;
  for (let n = 0; n < 1_500; n++) {
    const [who, it, action] = [officer(), item(n), one(actions)];
    const allowed = (officer: OfficerFacts, item: ItemFacts, now = NOW) =>
      policy.decide(officer, action, item, { now }).allow;
    const more = one([
      { ...who, clearance: who.clearance + 1 },
      { ...who, compartments: [...who.compartments, one(["alpha", "beta", "gamma"])] },
      { ...who, topics: given(who, one([...TOPICAL]), { [it.topic]: 4 }) },
    ]);
    const walled = one<readonly [OfficerFacts, ItemFacts, number]>([
      [who, { ...it, level: it.level + 1 }, NOW],
      [who, { ...it, compartments: [...it.compartments, one(["alpha", "gamma"])] }, NOW],
      [who, { ...it, sealed: true }, NOW],
      [who, { ...it, red: true }, NOW],
      [who, { ...it, expires: NOW }, NOW],
      [who, { ...it, audience: it.audience.slice(1) }, NOW],
      [{ ...who, active: false }, it, NOW],
      [{ ...who, topics: given(who, one([...TOPICAL]), { [it.topic]: it.level - 1 }) }, it, NOW],
      [{ ...who, topics: { ...who.topics, [one([...TOPICAL])]: {} } }, it, NOW],
      [who, it, NOW + 2],
    ]);
    const before = allowed(who, it);
    const told = JSON.stringify({ who, it, action });
    if (before) assert.ok(allowed(more, it), `${told} lost by ${JSON.stringify(more)}`);
    else assert.ok(!allowed(...walled), `${told} won by ${JSON.stringify(walled)}`);
    moved += Number(before !== allowed(before ? who : more, it)) + Number(before && !allowed(...walled));
  }
  assert.ok(moved > 30, `too little was moved to say anything: ${moved}`);
});

test("my powers: what may be done everywhere, somewhere and nowhere, and what stops it", () => {
  const of = (officer: Partial<OfficerFacts>) =>
    new Map(policy.powersOf({ ...OFFICER, ...officer }, NOW).map((each) => [each.action, each]));
  const mine = of({ powers: ["read", "draft"] });
  assert.deepEqual([...mine.keys()], ACTIONS);
  assert.deepEqual(mine.get("list"), {
    action: "list",
    may: "some",
    stops: ["audience", "compartments", "expired", "level", "red", "sealed", "topic-read"],
  });
  assert.deepEqual(mine.get("send"), { action: "send", may: "none", stops: ["send"] });
  assert.deepEqual(mine.get("intake"), { action: "intake", may: "all", stops: [] });
  assert.deepEqual(mine.get("ask"), { action: "ask", may: "none", stops: ["send"] });
  assert.deepEqual(of({ onDuty: false }).get("release"), { action: "release", may: "none", stops: ["duty"] });
  assert.deepEqual(of({ active: false }).get("list"), { action: "list", may: "none", stops: ["inactive"] });
  assert.deepEqual(of({ powers: ["oversee"] }).get("read"), { action: "read", may: "all", stops: [] });
  assert.deepEqual(of({ powers: ["oversee"] }).get("note"), {
    action: "note",
    may: "none",
    stops: ["oversight-changes-nothing"],
  });
  const { read: _, ...unread } = OFFICER.topics;
  assert.deepEqual(of({ topics: unread }).get("list"), {
    action: "list",
    may: "none",
    stops: ["topic-read"],
  });
  assert.equal(of({ topics: unread }).get("outline")?.may, "some");
  assert.ok(POWERS.every((power) => policy.ids.includes(power)));
});

test("abuse 49: who is off duty, or the matter closed, and has no part in it gives purpose and reason, or reads nothing", () => {
  const stranger = { ...OFFICER, onDuty: false };
  const now = NOW;
  const given = { now, open: true, purpose: "own-inquiry", reason: "asked by the prosecutor" };
  const lacking = [
    { now },
    { now, open: true },
    { now, open: true, purpose: "own-inquiry" },
    { now, open: true, reason: "asked" },
    { ...given, reason: "" },
  ];
  for (const action of ["read", "look", "download", "prove"] as const) {
    for (const each of lacking)
      assert.deepEqual(policy.decide(stranger, action, ITEM, each as typeof given).determining, ["reason"]);
    assert.ok(policy.decide(stranger, action, ITEM, given).allow, action);
    assert.ok(policy.decide(OFFICER, action, ITEM, { now, open: true }).allow, action);
    assert.deepEqual(policy.decide(OFFICER, action, ITEM, { now }).determining, ["reason"]);
  }
});
