import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { Json } from "@setu/core";
import { skipped, type Check, type Found } from "./check.ts";
import type { Adapter, Answer, Question } from "./adapter.ts";

/** One question to an adapter and what it has to answer: a value, or a refusal by its code. */
export type Case = {
  readonly name: string;
  readonly question: Question;
  readonly expected: Answer;
};

type Fields = Readonly<Record<string, Json>>;
type Vectors = Readonly<Record<string, Json>> & {
  readonly valid?: readonly Fields[];
  readonly invalid?: readonly Fields[];
};

/** How the vectors of one file become questions, and which section they show. */
type Reading = {
  readonly file: string;
  readonly section: string;
  readonly cases: (file: Vectors) => readonly Case[];
};

const list = (value: Json | undefined): readonly Fields[] => (value ?? []) as readonly Fields[];
const textOf = (value: Json | undefined): string =>
  typeof value === "string" ? value : JSON.stringify(value ?? null);
const base64 = (bytes: Uint8Array): string => bytes.toBase64();
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** What a vector holds as bytes: text, or hexadecimal or base64 where the bytes are no text. */
function bytesOf({ text, hex, base64: encoded }: Fields): string {
  if (typeof encoded === "string") return encoded;
  return base64(typeof hex === "string" ? Uint8Array.fromHex(hex) : utf8(textOf(text)));
}

const refusal = ({ code, field }: Fields): Answer => ({
  code: textOf(code),
  ...(typeof field === "string" && { field }),
});

/** Bytes that are read and written back, or refused. */
const readAndWritten =
  (what: string, also: (vector: Fields) => Json | null = () => null) =>
  ({ valid = [], invalid = [] }: Vectors): readonly Case[] => [
    ...valid.map((vector) => {
      const bytes = bytesOf(vector);
      const more = also(vector);
      const value = more === null ? { bytes } : { bytes, ...(more as Fields) };
      return { name: `valid/${textOf(vector["name"])}`, question: { do: what, bytes }, expected: { value } };
    }),
    ...invalid.map((vector) => ({
      name: `invalid/${textOf(vector["name"])}`,
      question: { do: what, bytes: bytesOf(vector) },
      expected: refusal(vector),
    })),
  ];

const bounded = ({ valid = [], invalid = [] }: Vectors): readonly Case[] => [
  ...valid.map((vector) => ({
    name: `written/${textOf(vector["name"])}`,
    question: { do: "write", value: vector["value"] ?? null },
    expected: { value: { bytes: bytesOf(vector) } },
  })),
  ...invalid.map((vector): Case => ({
    name: `bounded/${textOf(vector["name"])}`,
    question: { do: "bounded", bytes: bytesOf(vector) },
    expected: vector["bounded"] === null ? { taken: true } : { code: textOf(vector["bounded"]) },
  })),
];

function judged(file: Vectors): readonly Case[] {
  const entries = list(file["entries"]);
  const question = entries.map(({ act, approvals, t }) => ({ act, approvals, t }) as Fields);
  const verdicts = entries.map((entry) =>
    "void" in entry ? { void: entry["void"] ?? null, reasons: entry["reasons"] ?? [] } : null,
  );
  // The verdict over one entry rests on all that stand before it: a question for each shows which one is wrong.
  return verdicts.flatMap((verdict, i) =>
    verdict === null
      ? []
      : [
          {
            name: textOf(entries[i]?.["what"]),
            question: { do: "judge", party: file["party"] ?? "", entries: question.slice(0, i + 1) },
            expected: { value: verdict },
          },
        ],
  );
}

function sealing(file: Vectors): readonly Case[] {
  const act = JSON.parse(textOf(file["act"])) as { readonly from: string; readonly id: string };
  const texts = [utf8(textOf(file["act"])), utf8(textOf(file["approvals"]))];
  const frames = texts.flatMap((bytes) => [Buffer.alloc(4), bytes]);
  for (const i of [0, 2]) (frames[i] as Buffer).writeUInt32BE((frames[i + 1] as Uint8Array).length);
  const wrap = file["wrap"] as Fields;
  const of = { from: act.from, id: act.id };
  const parts = [
    { name: "act", slot: 0, plaintext: base64(Buffer.concat(frames)), commitment: file["a"] },
    { name: "body", slot: 1, plaintext: base64(utf8(textOf(file["body"]))), commitment: file["b"] },
  ];
  return [
    ...parts.flatMap(({ name, slot, plaintext, commitment }): Case[] => {
      const material = textOf(file[`${name}Material`]);
      const sealed = base64(Uint8Array.fromHex(textOf(file[`${name}Ciphertext`])));
      const given = { ...of, slot, material };
      const said = { commitment: commitment ?? null, sealed };
      return [
        { name: `seal/${name}`, question: { do: "seal", ...given, plaintext }, expected: { value: said } },
        {
          name: `open/${name}`,
          question: { do: "open", ...given, ...said },
          expected: { value: { plaintext } },
        },
        {
          name: `open/${name} under another id`,
          question: { do: "open", ...given, ...said, id: "f".repeat(32) },
          expected: { code: "CANNOT_OPEN" },
        },
        {
          name: `open/${name} that is not what the leaf commits to`,
          question: { do: "open", ...given, ...said, commitment: `${"A".repeat(42)}A` },
          expected: { code: "COMMITMENT_MISMATCH" },
        },
      ];
    }),
    {
      name: "wrap",
      question: {
        do: "wrap",
        ...of,
        slot: wrap["slot"] ?? 0,
        a: file["a"] ?? "",
        secret: wrap["epochSecret"] ?? "",
        material: file["actMaterial"] ?? "",
      },
      expected: { value: { wrapped: wrap["wrapped"] ?? "" } },
    },
    ...list(file["padding"]).map(({ length, padded }) => ({
      name: `padding/${textOf(length)}`,
      question: { do: "pad", length: length ?? 0 },
      expected: { value: { padded: padded ?? 0 } },
    })),
  ];
}

const bundleFields = ({ origin, from, checkpoint, proof, epochs, bodies, slots }: Fields): Json =>
  ({ origin, from, checkpoint, proof, epochs, bodies, slots }) as Json;

function histories(file: Vectors): readonly Case[] {
  return list(file["histories"]).map((history) => {
    const { name, pulses, entries, state, void: voids } = history;
    const value = { state: state ?? null, void: state === null ? {} : (voids ?? {}) };
    const question = { do: "fold", item: file["item"] ?? "", pulses: pulses ?? [], entries: entries ?? [] };
    return { name: textOf(name), question, expected: { value } };
  });
}

function covered(file: Vectors): readonly Case[] {
  return list(file["cases"]).map(({ name, matter, permission, leave }) => ({
    name: textOf(name),
    question: { do: "leave", matter: matter ?? null, permission: permission ?? null },
    expected: { value: leave ?? null },
  }));
}

const HISTORIES = [
  ["requests-1", "workflows.md"],
  ["requests-2", "workflows.md"],
  ["requests-3", "workflows.md"],
  ["requests-4", "workflows.md"],
  ["officers-1", "workflows.md"],
  ["agencies-1", "workflows.md"],
  ["individuals-1", "individuals.md"],
  ["permissions-1", "permissions.md"],
] as const;

/** Every file of `spec/vectors`; a test holds the folder to this list. */
export const READINGS: readonly Reading[] = [
  { file: "canonical", section: "record.md#1-canonical-json", cases: readAndWritten("canonical") },
  { file: "canonical", section: "record.md#1-canonical-json", cases: bounded },
  { file: "acts", section: "record.md#3-act", cases: readAndWritten("act") },
  {
    file: "persons",
    section: "record.md#3-act",
    cases: readAndWritten("persons", ({ says }) => ({ says: says ?? null })),
  },
  {
    file: "suspensions",
    section: "record.md#3-act",
    cases: readAndWritten("suspension", ({ says }) => ({ says: says ?? null })),
  },
  {
    file: "keys",
    section: "record.md#3-act",
    cases: readAndWritten("keys", ({ says }) => ({ says: says ?? null })),
  },
  { file: "judged", section: "record.md#4-approvals", cases: judged },
  { file: "leaves", section: "record.md#5-leaf", cases: readAndWritten("leaf") },
  { file: "seal", section: "record.md#6-sealing", cases: sealing },
  { file: "bundles", section: "record.md#8-bundle", cases: readAndWritten("bundle", bundleFields) },
  { file: "mla", section: "mla.md", cases: readAndWritten("package") },
  { file: "subsets", section: "subset.md", cases: readAndWritten("subset") },
  { file: "leave", section: "permissions.md", cases: covered },
  ...HISTORIES.map(([file, section]) => ({ file, section, cases: histories })),
];

/** The checks of every vector in the folder `spec` against what answers at the adapter. */
export function vectorChecks(spec: string, adapter: Adapter): readonly Check[] {
  return READINGS.flatMap(({ file, section, cases }) => {
    const vectors = JSON.parse(readFileSync(join(spec, "vectors", `${file}.json`), "utf8")) as Vectors;
    return cases(vectors).map(({ name, question, expected }) => ({
      id: `vectors/${file}/${name}`,
      section,
      run: async (signal: AbortSignal) => compare(question, expected, await adapter.ask(question, signal)),
    }));
  });
}

function compare(question: Question, expected: Answer, came: Answer): Found {
  const sent = `${question.do}, ${JSON.stringify(question).length} characters`;
  if ("unsupported" in came) return skipped(sent, "the adapter does not know the question");
  const fits =
    "taken" in expected
      ? "value" in came
      : "code" in expected
        ? "code" in came &&
          came.code === expected.code &&
          (expected.field === undefined || came.field === expected.field)
        : isDeepStrictEqual(came, expected);
  return { outcome: fits ? "passed" : "failed", sent, expected: shown(expected), came: shown(came) };
}

const SHOWN = 400;

function shown(answer: Answer): string {
  if ("code" in answer)
    return `refused: ${answer.code}${answer.field === undefined ? "" : ` of ${answer.field}`}`;
  if ("taken" in answer) return "taken";
  if ("unsupported" in answer) return "unsupported";
  const text = JSON.stringify(answer.value);
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}… (${text.length} characters)` : text;
}
