import { isItemAct, isTighter, SetuError, type Json } from "@setu/core";
import { sha256 } from "tlog";
import { hex } from "./bytes.ts";
import { assertManifest } from "./manifest.ts";
import type { ProvenItem } from "./onward.ts";
import { claimedOrigin, verifyProof, type ProofKeys } from "./proof.ts";
import { partsBytes, readSubset, type Subset } from "./subset.ts";

/** A proof without its text, and the manifest of one file that its act promised. */
type ProvenFile = { readonly proof: Uint8Array; readonly manifest: Json };

/** What a third person is given: the subset, the record it is of, and the act in which its originator issued it. */
type Issued = { readonly subset: Uint8Array; readonly whole: ProvenFile; readonly issue: ProvenFile };

type ProvenSubset = { readonly subset: Subset; readonly whole: ProvenItem; readonly issue: ProvenItem };

/**
 * Verifies that each part shown stands in the list to which the record commits, and that the record's own sender has issued
 * these parts and no others, in an act of its own. The act that issues is marked nowhere looser than a part it shows.
 * @param keysOf the only keys that may have signed the log of that origin and its receipts
 * @throws BAD_PROOF whose `detail.reason` names what is wrong
 */
export function verifySubset(
  { subset: bytes, whole, issue }: Issued,
  keysOf: (origin: string) => ProofKeys,
): ProvenSubset {
  const subset = readSubset(bytes);
  const of = open(whole, partsBytes(subset), keysOf);
  const by = open(issue, bytes, keysOf);
  if (of.act.id !== subset.whole) throw bad("WHOLE", "the subset is of another record");
  // Without their texts: a proof with its text would show all that is withheld.
  if (of.body !== null) throw bad("BODY", "the proof of the whole bears its text");
  if (by.act.from !== of.act.from) throw bad("ISSUER", "only the originator issues a part of its record");
  for (const { part } of subset.parts) {
    if (!isTighter(of.act.mark, part.mark) || !isTighter(by.act.mark, part.mark))
      throw bad("MARKING", "an act is marked less strictly than a part of it");
  }
  return { subset, whole: of, issue: by };
}

function open(
  { proof, manifest }: ProvenFile,
  content: Uint8Array,
  keysOf: (origin: string) => ProofKeys,
): ProvenItem {
  const proven = verifyProof(proof, keysOf(claimedOrigin(proof)));
  const { act } = proven;
  if (!isItemAct(act)) throw bad("ACT", "a proof is of no act on an item");
  assertManifest(manifest, act);
  const { sha256: said } = manifest as { readonly [key: string]: Json };
  if (hex(sha256(content)) !== said) throw bad("CONTENT", "the act promised another file");
  return { ...proven, act };
}

const bad = (reason: string, message: string): SetuError =>
  new SetuError("BAD_PROOF", message, { detail: { reason } });
