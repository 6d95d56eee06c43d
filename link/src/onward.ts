import { isItemAct, SetuError, type ItemAct } from "@setu/core";
import { concat, utf8 } from "./bytes.ts";
import { claimedOrigin, MAX_PROOF_BYTES, verifyProof, type ProofKeys, type Proven } from "./proof.ts";

/**
 * One record of an originator, given on to a third party with the originator's leave (spec/onward.md): the proof of the
 * record, with its text, and the proofs of the acts in which the leave was asked and given, without theirs. The third
 * verifies all of it with the cards of the two and asks nobody.
 *
 * ```
 * setu-onward/1
 * proof <bytes>        of the record
 * proof <bytes>        of each act of the permission, in order of time
 *
 * <the proofs, one behind the other>
 * ```
 */
export type Onward = {
  readonly record: Uint8Array;
  readonly leave: readonly Uint8Array[];
};

export type ProvenOnward = {
  readonly record: ProvenItem;
  readonly leave: readonly ProvenItem[];
};
export type ProvenItem = Proven & { readonly act: ItemAct };

const HEADER = "setu-onward/1";
/** seek, clarify, reply, grant and what ends it: far fewer than these. */
const MAX_LEAVE = 15;
export const MAX_ONWARD_BYTES = (MAX_LEAVE + 1) * MAX_PROOF_BYTES + 4_096;

/** @throws BAD_PROOF for parts that no such file can hold */
export function formatOnward({ record, leave }: Onward): Uint8Array {
  const proofs = [record, ...leave];
  const head = [HEADER, ...proofs.map(({ length }) => `proof ${length}`)].join("\n");
  const file = concat([utf8(`${head}\n\n`), ...proofs]);
  parseOnward(file);
  return file;
}

/** Strict: one spelling, and no byte that is of no proof. @throws BAD_PROOF */
export function parseOnward(file: Uint8Array): Onward {
  if (file.length > MAX_ONWARD_BYTES) throw bad("TOO_LARGE", "the file is too large");
  const text = new TextDecoder("latin1").decode(file.subarray(0, 4_096));
  const blank = text.indexOf("\n\n");
  const [header, ...lines] = text.slice(0, Math.max(blank, 0)).split("\n");
  if (header !== HEADER) throw bad("MALFORMED", `the first line is not ${HEADER}`);
  if (lines.length < 2 || lines.length > MAX_LEAVE + 1) throw bad("MALFORMED", "too few or too many proofs");
  let at = blank + 2;
  const proofs = lines.map((line) => {
    const [, digits = ""] = /^proof ([1-9][0-9]{0,6})$/.exec(line) ?? [];
    if (digits === "") throw bad("MALFORMED", "a line does not say the size of a proof");
    const proof = file.subarray(at, (at += Number(digits)));
    if (Number(digits) > MAX_PROOF_BYTES || at > file.length) throw bad("MALFORMED", "a proof is cut short");
    return proof;
  });
  if (at !== file.length) throw bad("MALFORMED", "there is something behind the last proof");
  const [record = new Uint8Array(), ...leave] = proofs;
  return { record, leave };
}

/**
 * Verifies every proof, and that they are of the two parties of one link, the leave of one item that is not the record's.
 * What the leave allows is for whoever knows its workflow.
 * @param keysOf the only keys that may have signed the log of that origin and its receipts. @throws BAD_PROOF
 */
export function verifyOnward(file: Uint8Array, keysOf: (origin: string) => ProofKeys): ProvenOnward {
  const { record, leave } = parseOnward(file);
  const open = (proof: Uint8Array): ProvenItem => {
    const proven = verifyProof(proof, keysOf(claimedOrigin(proof)));
    const { act } = proven;
    if (!isItemAct(act)) throw bad("ACT", "a proof is of no act on an item");
    return { ...proven, act };
  };
  const given = open(record);
  const permission = leave.map(open);
  const { from, to } = given.act;
  const pair = ({ act }: ProvenItem) =>
    (act.from === from && act.to === to) || (act.from === to && act.to === from);
  if (!permission.every(pair)) throw bad("PARTIES", "the leave is of other parties than the record");
  const [first] = permission;
  if (permission.some(({ act }) => act.item !== first?.act.item))
    throw bad("ITEM", "the acts of the leave are of several items");
  if (given.body === null) throw bad("BODY", "the record is without its text");
  return { record: given, leave: permission };
}

const bad = (reason: string, message: string): SetuError =>
  new SetuError("BAD_PROOF", message, { detail: { reason } });
