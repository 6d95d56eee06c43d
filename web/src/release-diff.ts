export type Piece = { readonly kind: "same" | "new" | "gone"; readonly text: string };

/** So many parts are compared; of more the whole is shown as gone and new. */
const MAX_PARTS = 400;

/** What is new in a text and what has gone from the one before, line by line. */
export const diffLines = (before: string, now: string): readonly Piece[] =>
  diffParts(before.split("\n"), now.split("\n")) ?? [
    { kind: "gone", text: before },
    { kind: "new", text: now },
  ];

/**
 * Two texts to be read beside each other: the lines that differ, and in them the words. What is the same or gone is the text
 * before, what is the same or new the text now.
 */
export function diffWords(before: string, now: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let gone: string[] = [];
  let added: string[] = [];
  const flush = () => {
    const [a, b] = [gone.join(""), added.join("")];
    const parts = a === "" || b === "" ? null : diffParts(wordsOf(a), wordsOf(b));
    const whole: readonly Piece[] = [
      { kind: "gone", text: a },
      { kind: "new", text: b },
    ];
    pieces.push(...(parts ?? whole).filter(({ text }) => text !== ""));
    [gone, added] = [[], []];
  };
  const lines = diffParts(linesOf(before), linesOf(now)) ?? [
    { kind: "gone", text: before } as const,
    { kind: "new", text: now } as const,
  ];
  for (const piece of lines) {
    if (piece.kind === "gone") gone.push(piece.text);
    else if (piece.kind === "new") added.push(piece.text);
    else {
      flush();
      pieces.push(piece);
    }
  }
  flush();
  return joined(pieces);
}

/** Each with what ends it, so that nothing is lost between two. */
const linesOf = (text: string): readonly string[] => text.split(/(?<=\n)/);
const wordsOf = (text: string): readonly string[] => text.split(/(?<=\s)(?=\S)/);

function joined(pieces: readonly Piece[]): readonly Piece[] {
  const found: Piece[] = [];
  for (const { kind, text } of pieces) {
    const last = found.at(-1);
    if (last?.kind === kind) found[found.length - 1] = { kind, text: last.text + text };
    else found.push({ kind, text });
  }
  return found;
}

/** By the longest common subsequence; null: of too much. */
function diffParts(a: readonly string[], b: readonly string[]): readonly Piece[] | null {
  if (a.length > MAX_PARTS || b.length > MAX_PARTS) return null;
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
