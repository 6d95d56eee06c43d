import { isTraining, SetuError } from "@setu/core";
import type { Lang } from "@setu/requests";

type Node = { readonly instance: number };
type Name = Readonly<Record<Lang, string>>;

const WORD: Name = { en: "TRAINING", fr: "FORMATION", hi: "प्रशिक्षण" };

/** @throws TRAINING_MIXED unless both train or both are live */
export function assertSameKind(own: Node, peer: Node): void {
  if (isTraining(own) === isTraining(peer)) return;
  throw new SetuError(
    "TRAINING_MIXED",
    isTraining(own)
      ? "this node trains, and the card is of a live one"
      : "this node is live, and the card is of one that trains",
  );
}

/** A node's name as it is shown, printed and mailed: of one that trains with the word before it. */
export const shownName = (node: Node, name: Name): Name =>
  isTraining(node)
    ? {
        en: `${WORD.en} · ${name.en}`,
        fr: `${WORD.fr} · ${name.fr}`,
        hi: `${WORD.hi} · ${name.hi}`,
      }
    : name;

/** Before the subject of a mail and the name of a file. */
export const SIGN = WORD.en;
