import { SetuError, strictest, type Hash, type Marking } from "@setu/core";
import type { MlaPackage } from "@setu/link/mla.ts";
import { asksLeave, leaveTowards, towardsOf, type Shown } from "@setu/permissions";
import { laterWordsOf, recordKey, type ActLeave } from "@setu/requests";

/** A piece as its proof says it, with the files of the act that manifests name. */
export type Said = Shown & { readonly files: readonly Hash[] };
export type Read = {
  readonly package: Pick<MlaPackage, "made" | "before">;
  readonly pieces: readonly Said[];
  /** The acts of each permission. */
  readonly leave: readonly (readonly Shown[])[];
};

/** `corrected`, `narrowed`: by which other pieces it is said anew, and handled more strictly. `mark`: what holds of it. */
export type Rests = {
  readonly corrected: string | null;
  readonly narrowed: readonly string[];
  readonly mark: Marking;
  /** By which the record, or a file of it, is there. */
  readonly leave: readonly ActLeave[];
};

/**
 * What the pieces of a package say of each other, and by which leave each is there (spec/mla.md, step 4). Of what its maker's
 * side has written no leave is asked.
 * @returns of a piece; throws LEAVE_NEEDED where it asks for leave and the package shows none, UNSUPPORTED_VERSION where
 *   the use is none that is known here
 */
export function restsIn({ package: { made, before }, pieces, leave }: Read): (piece: Said) => Rests {
  const sideOf = ({ act }: Shown) => (act.from === made.party ? "us" : "them");
  const said = pieces
    .toSorted((a, b) => a.position - b.position)
    .map((piece) => {
      const { id, do: what, args } = piece.act;
      return { id, do: what, args, side: sideOf(piece), at: piece.t, void: null } as const;
    });
  const words = laterWordsOf(said);
  const ways = [
    towardsOf(made.party, { use: "evidence", ...before } as never),
    towardsOf(made.party, { use: "onward", agency: made.agency } as never),
  ];
  return (piece) => {
    const side = sideOf(piece);
    const { corrected = null, narrowed = [] } = words.get(recordKey(side, piece.act.id)) ?? {};
    const narrowings = pieces.filter((each) => sideOf(each) === side && narrowed.includes(each.act.id));
    const mark = narrowings.reduce((held, each) => strictest(held, each.act.mark), piece.act.mark);
    // Leave is given under the marking as it was: what was narrowed since is covered by none of before.
    const since = Math.max(0, ...narrowings.map(({ t }) => t));
    const rests = ways.flatMap((towards) => {
      if (!towards)
        throw new SetuError("UNSUPPORTED_VERSION", "the package is for a use that is not known here");
      if (side === "us" || !asksLeave(mark, towards)) return [];
      return [undefined, ...piece.files].map((file): ActLeave => {
        for (const acts of leave) {
          const given = leaveTowards({ record: piece, leave: acts, towards, file }, made.at);
          const [first] = acts;
          if (!first || !given?.inForce || given.inForce.from <= since) continue;
          const { inForce, conditions } = given;
          const files = file === undefined ? [] : [file];
          return { item: first.act.item, towards, files, conditions, until: inForce.until };
        }
        throw new SetuError(
          "LEAVE_NEEDED",
          "the proofs hold; a piece is there without its originator's leave",
        );
      });
    });
    return { corrected, narrowed, mark, leave: rests };
  };
}
