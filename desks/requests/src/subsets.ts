/** A file of parts (spec/subset.md) as it is shown: to whoever is about to send it, and to whoever has got it. */
export type PartsFileView = {
  /** Its commitment in the act that bears it. */
  readonly a: string;
  readonly name: string;
  /** `parts`: digests alone. `kept`: all parts, and what opens them. `subset`: parts of `whole` that its sender issues. */
  readonly kind: "parts" | "kept" | "subset";
  /** The party in whose act it stands. */
  readonly by: string;
  /** Those that it shows. */
  readonly parts: readonly PartView[];
  /** How many more there are at most: the list is filled up with digests of nothing. */
  readonly atMost: number;
  /** The record of which a subset is a part. */
  readonly whole: string | null;
  readonly tie: Tie;
};

/**
 * What this node can say of the record behind a subset. `here`: it is here, of the same party, and names these digests.
 * `away`: it is not here, or not this reader's, so nothing was compared. `broken`: nobody attests it.
 */
export type Tie = "here" | "away" | "broken";

export type PartView = {
  /** Its place in the record, from 1. */
  readonly no: number;
  /** A field's name, or `paragraph`. */
  readonly name: string;
  readonly text: string;
  readonly tlp: string;
  /** Its words do not stand in the text of the record, which is here. */
  readonly unlike?: true;
};
