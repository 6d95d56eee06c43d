import assert from "node:assert/strict";
import { test } from "node:test";
import { signCheckpoint } from "./policy.ts";
import { signNote } from "./note.ts";
import { signer } from "./signer.ts";
import { filled, refuses, text } from "./testing.ts";
import { openWitnessed, parseTrust } from "./trust.ts";
import { KEY_TYPES, formatVkey } from "./vkey.ts";

const origin = "log.example/a";
const log = signer(origin, KEY_TYPES.ed25519, filled(1));
const logPQ = signer(origin, KEY_TYPES.mldsa44, filled(2));
const other = signer("log.example/b", KEY_TYPES.ed25519, filled(3));
const head = { origin, size: 42, root: filled(6) };
const TIME = 1_700_000_000;

const names = ["X1", "X2", "X3", "Y1", "Y2", "Y3"];
const witnesses = names.map((name, at) =>
  signer(`${name}.example`, at === 0 ? KEY_TYPES.mldsa44 : KEY_TYPES.cosignature, filled(10 + at)),
);
const line = (at: number): string => `witness ${names[at]} ${formatVkey(witnesses[at]!.key)}`;

/** The example of the specification, with keys. */
const example = `log ${formatVkey(log.key)}

${line(0)}
${line(1)}
${line(2)}
group X-witnesses 2 X1 X2 X3

${line(3)}
${line(4)}
${line(5)}
group Y-witnesses any Y1 Y2 Y3

group X-and-Y all X-witnesses Y-witnesses
quorum X-and-Y
`;
const parse = (file: string) => parseTrust(text(file));

test("the example of the specification: each of the 64 sets of witnesses is enough or not", () => {
  const trust = parse(example);
  for (let set = 0; set < 64; set += 1) {
    const signers = witnesses.filter((_, at) => Math.floor(set / 2 ** at) % 2 === 1);
    const note = signCheckpoint(head, [log, ...signers], TIME);
    const of = (letter: string): number => signers.filter(({ key }) => key.name.startsWith(letter)).length;
    if (of("X") >= 2 && of("Y") >= 1) {
      const opened = openWitnessed(note, trust);
      assert.equal(opened.size, 42);
      assert.deepEqual(
        opened.witnesses,
        signers.map(({ key }) => ({ name: key.name.slice(0, 2), timestamp: TIME })),
      );
    } else refuses(() => openWitnessed(note, trust), "QUORUM_MISSING");
  }
});

test("any one of the logs of a policy, under its own name", () => {
  const trust = parse(
    `log ${formatVkey(log.key)}\nlog ${formatVkey(logPQ.key)} https://log.example/\nquorum none\n`,
  );
  openWitnessed(signCheckpoint(head, [log], TIME), trust);
  openWitnessed(signCheckpoint(head, [logPQ], TIME), trust);
  refuses(() => openWitnessed(signCheckpoint(head, [other], TIME), trust), "SIGNATURE_MISSING");
  const both = parse(`log ${formatVkey(log.key)}\nlog ${formatVkey(other.key)}\nquorum none\n`);
  refuses(() => openWitnessed(signCheckpoint(head, [other], TIME), both), "ORIGIN_MISMATCH");
});

test("a witness alone signs no log, a bad line refuses the note, and one without a time counts for nothing", () => {
  const trust = parse(`log ${formatVkey(log.key)}\n${line(3)} https://w.example/x\nquorum Y1\n`);
  assert.equal(trust.witnesses[0]?.url, "https://w.example/x");
  const [by] = [witnesses[3]!];
  openWitnessed(signCheckpoint(head, [log, by], TIME), trust);
  refuses(() => openWitnessed(signCheckpoint(head, [by], TIME), trust), "SIGNATURE_MISSING");
  refuses(() => openWitnessed(signCheckpoint(head, [log, by], 0), trust), "QUORUM_MISSING");
  const cut = signCheckpoint(head, [log, by], TIME).replace("\n42\n", "\n43\n");
  refuses(() => openWitnessed(cut, trust), "SIGNATURE_INVALID");
  refuses(() => openWitnessed(signNote("hello\n", [log], TIME), trust), "CHECKPOINT_MALFORMED");
});

test("white space, comments and octets above ASCII are as the specification has them", () => {
  const key = formatVkey(witnesses[3]!.key);
  const file = text(`\t# É \x80\n  \t\n  witness\tÉ  ${key}\t\n\tgroup g any É\n quorum g`);
  const trust = parseTrust(file);
  // One character for each octet: no normal form of Unicode makes two names one.
  assert.equal(trust.witnesses[0]?.name, "\u00c3\u0089");
});

const w = formatVkey(witnesses[3]!.key);
const v = formatVkey(witnesses[4]!.key);
const BAD: Readonly<Record<string, string>> = {
  "no quorum": `witness a ${w}\n`,
  "two quorums": "quorum none\nquorum none\n",
  "a quorum before its definition": `quorum a\nwitness a ${w}\n`,
  "an unknown word": `witnesses a ${w}\nquorum none\n`,
  "a name of every object": "constructor a\nquorum none\n",
  "a witness too many": `witness a ${w} https://a.example b\nquorum none\n`,
  "a witness without a key": "witness a\nquorum none\n",
  "a witness with a plain key": `witness a ${formatVkey(log.key)}\nquorum none\n`,
  "a log with a cosigner's key": `log ${w}\nquorum none\n`,
  "one key, two witnesses": `witness a ${w}\nwitness b ${w}\nquorum none\n`,
  "one name, two witnesses": `witness a ${w}\nwitness a ${v}\nquorum none\n`,
  "one key, two logs": `log ${formatVkey(log.key)}\nlog ${formatVkey(log.key)}\nquorum none\n`,
  "a name that is taken": `witness none ${w}\nquorum none\n`,
  "a group with the name of a witness": `witness a ${w}\ngroup a any a\nquorum a\n`,
  "a group of nobody": `witness a ${w}\ngroup g any\nquorum g\n`,
  "a group of itself": "group g any g\nquorum g\n",
  "a member of none": "group g any none\nquorum g\n",
  "a member twice in one group": `witness a ${w}\ngroup g 2 a a\nquorum g\n`,
  "a member of two groups": `witness a ${w}\ngroup g any a\ngroup h any a\nquorum g\n`,
  "more than there are": `witness a ${w}\ngroup g 2 a\nquorum g\n`,
  "none of them": `witness a ${w}\ngroup g 0 a\nquorum g\n`,
  "a number with a zero before it": `witness a ${w}\ngroup g 01 a\nquorum g\n`,
  "a carriage return": "quorum none\r\n",
  "sixty-five groups": Array.from({ length: 65 }, (_, at) => `group g${at} any ${at ? `g${at - 1}` : "a"}\n`)
    .join("")
    .replace(/^/, `witness a ${w}\n`)
    .concat("quorum a\n"),
};
for (const [name, file] of Object.entries(BAD)) {
  test(`refused: ${name}`, () => refuses(() => parse(file), "TRUST_MALFORMED"));
}

test("bounds: a policy of 64 witnesses is read, a file above 256 KiB is not looked at", () => {
  const many = Array.from({ length: 64 }, (_, at) =>
    formatVkey(signer(`w${at}.example`, KEY_TYPES.cosignature, filled(100 + at)).key),
  );
  const file = many.map((key, at) => `witness w${at} ${key}\n`).join("");
  assert.equal(parse(`${file}quorum none\n`).witnesses.length, 64);
  refuses(() => parse(`${file}${line(1)}\nquorum none\n`), "TRUST_MALFORMED");
  refuses(() => parse(`#${"x".repeat(262_144)}`), "TRUST_SIZE");
});
