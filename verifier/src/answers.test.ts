import assert from "node:assert/strict";
import { test } from "node:test";
import type { Code, Count, Hash } from "@setu/core";
import { drawn } from "@setu/link/sample.ts";
import { exportOf, HOME, history, OWN, sourceOf, THEIRS, write } from "./export.fixture.ts";
import { codes, first, look, yesterday } from "./look.fixture.ts";
import { verifyExport } from "./verify.ts";

/** A commitment of nothing that is here. */
const ANOTHER = "A".repeat(43) as Hash;

test("each entry that the seed draws is opened, destroyed under attestation, or withheld on a named ground", async () => {
  const made = history();
  const [text, gone, kept, bare, lost] = drawn("six white dice", OWN, 44, 12).filter(
    (at) => (at % 11) % 3 === 0,
  );
  assert.ok(
    lost !== undefined &&
      text !== undefined &&
      gone !== undefined &&
      kept !== undefined &&
      bare !== undefined,
  );
  const attest = (pos: number, part: string, what = "destroyed") => {
    const entries = made.logs[HOME] ?? [];
    const args = { log: OWN, pos, part, what };
    const plain = { do: "attest" as Code, wf: "home/1", args } as never;
    write(made, HOME, null, plain);
    made.answers.set(`${HOME} ${entries.length - 1}`, {});
    return (entries.length - 1) as Count;
  };
  made.answers.set(`${OWN} ${text}`, { body: { destroyed: attest(text, "body") } });
  made.answers.set(`${OWN} ${gone}`, { act: { destroyed: attest(gone, "act") }, body: null });
  made.answers.set(`${OWN} ${kept}`, { act: { withheld: "court" }, body: null });
  made.answers.set(`${OWN} ${lost}`, { act: { destroyed: attest(lost, "act", "lost") }, body: null });
  const { report } = await look(made);
  assert.deepEqual(codes(report), []);
  const { sample } = report.logs[0]!;
  assert.deepEqual(sample, {
    drawn: 12,
    opened: 8,
    textDestroyed: 1,
    textLost: 0,
    textWithheld: 0,
    destroyed: 1,
    lost: 1,
    withheld: 1,
    unanswered: 0,
    grounds: { court: 1 },
    drawnFrom: 44,
  });

  // An attestation that was not drawn is no answer to the draw.
  for (const { sample } of report.logs) {
    const { drawn, opened, textDestroyed, textLost, textWithheld, destroyed, lost, withheld, unanswered } =
      sample!;
    const told = opened + textDestroyed + textLost + textWithheld + destroyed + lost + withheld + unanswered;
    assert.equal(told, drawn);
  }

  // The attestation is of another entry; an entry is not answered; an answer opens another entry.
  made.answers.set(`${OWN} ${gone}`, { act: { destroyed: 40 as Count }, body: null });
  made.answers.set(`${OWN} ${kept}`, null);
  made.answers.set(`${OWN} ${bare}`, made.logs[OWN]![text]!.opening);
  const bad = await look(made);
  assert.deepEqual(first(bad.report, "unattested"), [undefined, gone, undefined]);
  assert.deepEqual(first(bad.report, "unanswered"), [undefined, kept, undefined]);
  assert.deepEqual(first(bad.report, "opening-wrong"), [undefined, bare, undefined]);
  assert.equal(bad.report.logs[0]?.sample?.unanswered, 3);
});

test("a seed that the node did not answer is said, and a text that is another than the log commits to", async () => {
  const made = history();
  const { report } = await look(made, { asked: { seed: "another seed", n: 12 } });
  assert.ok(codes(report).includes("other-seed"));
  assert.ok(!codes(report, "all").includes("seed-of-the-node"));
  assert.ok(codes((await look(made)).report, "all").includes("seed-of-the-node"));
  assert.ok(codes(report).includes("unanswered"));
  // What was not asked is no answer, though it opens.
  for (const { sample } of report.logs) assert.equal(sample!.opened + sample!.unanswered, 12);
  const at = drawn("six white dice", OWN, 44, 12).find((pos) => made.logs[OWN]![pos]!.opening.body);
  const { body } = made.logs[OWN]![at!]!.opening;
  made.answers.set(`${OWN} ${at}`, { body: { ...(body as { salt: Uint8Array }), bytes: new Uint8Array(3) } });
  assert.deepEqual(first((await look(made)).report, "opening-wrong"), [undefined, at, undefined]);
});

test("a text that is denied, an act that names another text, and what a node cannot read are each said", async () => {
  const all = { seed: "all of them", n: 99 };
  const denied = { ...history(), sample: all };
  const at = denied.logs[OWN]!.findIndex(({ opening }) => opening.body !== null);
  denied.answers.set(`${OWN} ${at}`, { body: null });
  assert.deepEqual(first((await look(denied)).report, "opening-wrong"), [undefined, at, undefined]);

  const crossed = { ...history(), sample: all };
  write(crossed, OWN, "A text.", { body: ANOTHER });
  assert.deepEqual(first((await look(crossed)).report, "opening-wrong"), [undefined, 44, undefined]);

  const unread = { ...history(), sample: all };
  for (const log of [OWN, THEIRS])
    unread.answers.set(`${log} 7`, { act: { withheld: "unreadable" }, body: null });
  const { report } = await look(unread);
  // The other side may have sent what nobody can read; its own entries a node has written itself.
  assert.deepEqual([codes(report), report.verdict], [["unreadable"], "gaps"]);
  assert.deepEqual(first(report, "unreadable"), [undefined, 7, undefined]);
});

test("entries that were kept from the draw are said", async () => {
  const files = await exportOf(history());
  const text = new TextDecoder().decode(files.get("manifest.json"));
  for (const [log, drawn] of [
    [OWN, 44],
    [HOME, 40],
  ] as const) {
    const less = text.replace(`"drawn":${drawn},"keys":${log === OWN ? "[]" : "["}`, (found) =>
      found.replace(String(drawn), "5"),
    );
    assert.notEqual(less, text);
    const copy = new Map(files).set("manifest.json", new TextEncoder().encode(less));
    const { memory } = await yesterday();
    const { report } = await verifyExport({ source: sourceOf(copy), memory });
    assert.equal(first(report, "undrawn", log)[1], 5);
  }
});
