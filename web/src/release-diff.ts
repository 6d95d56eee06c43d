export type Piece = { readonly kind: "same" | "new" | "gone"; readonly text: string };

/** So many lines are compared; of longer texts the whole is shown as gone and new. */
const MAX_LINES = 400;

/** What is new in a text and what has gone from the one before, line by line (longest common subsequence). */
export function diffLines(before: string, now: string): readonly Piece[] {
  const a = before.split("\n");
  const b = now.split("\n");
  if (a.length > MAX_LINES || b.length > MAX_LINES)
    return [
      { kind: "gone", text: before },
      { kind: "new", text: now },
    ];
  // lengths[i][j]: of the longest common subsequence of what follows line i of a and line j of b.
  const lengths = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  const at = (i: number, j: number) => lengths[i]?.[j] ?? 0;
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      (lengths[i] as Uint16Array)[j] =
        a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  const pieces: Piece[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      pieces.push({ kind: "same", text: a[i++] ?? "" });
      j++;
    } else if (i < a.length && (j === b.length || at(i + 1, j) >= at(i, j + 1)))
      pieces.push({ kind: "gone", text: a[i++] ?? "" });
    else pieces.push({ kind: "new", text: b[j++] ?? "" });
  }
  return pieces;
}
