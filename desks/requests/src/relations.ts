import { SetuError } from "@setu/core";

/** One item, related to another, as somebody of our desk noted it. */
export type Edge = { readonly item: string; readonly kind: string; readonly other: string };

/**
 * Kinds that say which of two items comes after the other, in families: within one, no item comes after itself, by
 * whatever way round. A follow-up and a replacement both come after what they name.
 */
const FAMILIES: readonly (readonly string[])[] = [["follow-up-of", "replaces"], ["duplicate-of"]];

/** The kinds that a new relation of this kind can contradict. */
export const familyOf = (kind: string): readonly string[] =>
  FAMILIES.find((family) => family.includes(kind)) ?? [];

/**
 * Whether a relation may be noted beside those that are there.
 * @param known those of the two items, and all of its family that are reached from `other`
 * @throws DUPLICATE for one that is noted; CONTRADICTION when the other already comes after this item
 */
export function judgeRelation({ item, kind, other }: Edge, known: readonly Edge[]): void {
  const noted = known.some(
    (each) =>
      each.kind === kind &&
      ((each.item === item && each.other === other) ||
        // What has no direction is the same from either end.
        (familyOf(kind).length === 0 && each.item === other && each.other === item)),
  );
  if (noted) throw new SetuError("DUPLICATE", "this relation is noted already");
  if (reaches(other, item, familyOf(kind), known))
    throw new SetuError("CONTRADICTION", "the other item comes after this one already");
}

function reaches(from: string, to: string, family: readonly string[], known: readonly Edge[]): boolean {
  const seen = new Set<string>();
  const next = [from];
  for (let at = next.pop(); at !== undefined; at = next.pop()) {
    if (at === to) return true;
    if (seen.has(at)) continue;
    seen.add(at);
    next.push(
      ...known.filter((each) => each.item === at && family.includes(each.kind)).map((each) => each.other),
    );
  }
  return false;
}
