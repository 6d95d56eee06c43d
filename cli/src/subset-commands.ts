import { randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { canonicalBytes, recordId, SetuError, stringify, strictest, type Json } from "@setu/core";
import { cutSubset, keepParts, MAX_SUBSET_BYTES, parseKept, partsBytes } from "@setu/link/subset.ts";
import { MAX_PROOF_BYTES } from "@setu/link/proof.ts";
import { verifySubset } from "@setu/link/subset-issued.ts";
import { MAX_CARD_BYTES, parseCard } from "@setu/server/keys/card.ts";
import type { Command } from "commander";
import { readInput, readObject } from "./input.ts";
import { answer, clean, minute, say, table, type Talk } from "./terminal.ts";
import { trainingLine, trainingOf } from "./training/proven.ts";

const MAX_MANIFEST = 1024 * 1024;
/** Nobody else on the machine reads what is to be kept. */
const OURS = { flag: "wx", mode: 0o600 } as const;

export function addSubset(program: Command): void {
  const subset = program
    .command("subset")
    .description("parts of a record, and subsets that its sender issues");
  subset
    .command("make <input>")
    .description("prepare the parts of a record: {parts: [{name, text, mark}]}")
    .requiredOption("--kept <file>", "every part with its salt: keep it, nobody makes it again")
    .requiredOption("--parts <file>", "digests alone: attach this file to the record")
    .action(async (input: string, _options: unknown, command: Command) =>
      make(input, command.optsWithGlobals()),
    );
  subset
    .command("cut <kept>")
    .description("cut a subset; it is issued once it is attached to an act of yours and sent")
    .requiredOption("--whole <record>", "the record that carries the digests")
    .requiredOption("--show <number...>", "the parts that are shown, by their place")
    .requiredOption("-o, --out <file>", "the subset")
    .action(async (kept: string, _options: unknown, command: Command) =>
      cut(kept, command.optsWithGlobals()),
    );
  subset
    .command("verify <file>")
    .description("verify a subset against its record and the act that issued it, offline")
    .requiredOption("-k, --keys <file...>", "the cards of the parties")
    .requiredOption("--whole <proof>", "proof of the record, without its text")
    .requiredOption("--whole-manifest <file>", "manifest of its file of digests")
    .requiredOption("--issue <proof>", "proof of the act that issued the subset")
    .requiredOption("--issue-manifest <file>", "manifest of the subset, of that act")
    .action(async (file: string, _options: unknown, command: Command) =>
      check(file, command.optsWithGlobals()),
    );
}

async function make(input: string, options: Talk & { readonly kept: string; readonly parts: string }) {
  const { parts } = await readObject(input, MAX_SUBSET_BYTES);
  if (!Array.isArray(parts) || parts.length === 0)
    throw new SetuError("BAD_FIELD", "there are no parts", { detail: { field: "parts" } });
  const kept = keepParts(parts, (bytes) => randomBytes(bytes));
  writeFileSync(options.kept, canonicalBytes(kept), OURS);
  writeFileSync(options.parts, partsBytes(kept), OURS);
  const mark = kept.parts.map(({ part }) => part.mark).reduce(strictest);
  answer(options, { parts: kept.parts.length, mark }, () => `${kept.parts.length} parts`);
  say(`The record must be marked at least so: ${stringify(mark)}`);
}

type Cut = Talk & { readonly whole: string; readonly show: readonly string[]; readonly out: string };

async function cut(path: string, options: Cut) {
  const kept = parseKept(await readInput(path, MAX_SUBSET_BYTES));
  const bytes = cutSubset(kept, recordId(options.whole, "whole"), options.show.map(Number));
  writeFileSync(options.out, bytes, OURS);
  answer(
    options,
    { shown: options.show.length, withheld: kept.parts.length - options.show.length },
    () => options.out,
  );
  say(
    "Nothing is issued yet: attach the file to an act of yours, under a marking as strict as its parts, and send it.",
  );
}

type Check = Talk & {
  readonly keys: readonly string[];
  readonly whole: string;
  readonly wholeManifest: string;
  readonly issue: string;
  readonly issueManifest: string;
};

async function check(path: string, options: Check) {
  const cards: ReturnType<typeof parseCard>[] = [];
  for (const each of options.keys) cards.push(parseCard(await readInput(each, MAX_CARD_BYTES)));
  const subset = await readInput(path, MAX_SUBSET_BYTES);
  const given = async (proof: string, manifest: string) => ({
    proof: await readInput(proof, MAX_PROOF_BYTES),
    manifest: (await readObject(manifest, MAX_MANIFEST)) as Json,
  });
  const whole = await given(options.whole, options.wholeManifest);
  const issue = await given(options.issue, options.issueManifest);
  const proven = verifySubset({ subset, whole, issue }, (origin) => {
    const [from = "", , to = ""] = origin.split("/");
    const of = (party: string) => cards.find((card) => card.party === party);
    const log = of(from)?.logs.find(([key]) => key?.name === origin) ?? [];
    return { origin, log, cosigners: of(to)?.mirror ?? [] };
  });
  const { act, t, origin, position } = proven.issue;
  const parts = proven.subset.parts.map(({ part }) => part);
  const facts = { originator: act.from, whole: proven.whole.act.id, issue: act.id, marking: act.mark.tlp };
  answer(
    options,
    { verified: true, ...trainingOf(origin), ...facts, origin, position, issued: t, parts },
    () => {
      const shown = parts.map(({ no, name, mark, text }) => `${no} ${name}, TLP:${mark.tlp}\n${clean(text)}`);
      return `${trainingLine(origin)}${table([...Object.entries(facts), ["issued", minute(t)]])}\n\n${shown.join("\n\n")}`;
    },
  );
  const more = proven.subset.digests.length - parts.length;
  say(
    `Attested by ${act.from}: these parts stand in its record. It withholds ${more} others at most, or none.`,
  );
}
