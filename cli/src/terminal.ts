/**
 * Data goes to standard output, talk to standard error: what a program reads is never mixed with what a person reads.
 */
export type Talk = { readonly json: boolean };

/** The answer of a command: one JSON value, or text for people. */
export function answer({ json }: Talk, data: unknown, text: string | (() => string)): void {
  const shown = json ? JSON.stringify(data) : typeof text === "string" ? text : text();
  if (shown !== "") process.stdout.write(shown.endsWith("\n") ? shown : `${shown}\n`);
}

export const say = (line: string): void => void process.stderr.write(`${line}\n`);

/** Columns as wide as their widest cell; the last is not padded. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => width(row[column] ?? "")))) ?? [];
  const line = (row: readonly string[]) =>
    row
      .map((cell, i) => (i === row.length - 1 ? cell : cell + " ".repeat((widths[i] ?? 0) - width(cell))))
      .join("  ");
  return rows.map(line).join("\n");
}

/** Combining marks (Devanagari vowel signs) take no column of their own. */
const width = (text: string): number => [...text.replace(/\p{Mn}/gu, "")].length;

export const clean = (text: string): string =>
  // What the other side wrote must not move the cursor or recolour a terminal.
  text.replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, (found) =>
    found === "\n" || found === "\t" ? found : "\ufffd",
  );

/** UTC, always: a terminal does not say which of the two capitals it stands in. */
export const minute = (at: number): string => `${new Date(at).toISOString().slice(0, 16)}Z`;

const BAR = 30;

/**
 * Progress of long work on standard error: a bar on a terminal, else one line at each tenth.
 * @returns to be called with the amount done so far, last with `total`
 */
export function progress(what: string, total: number): (done: number) => void {
  const terminal = process.stderr.isTTY;
  let shown = -1;
  return (done) => {
    const share = total === 0 ? 1 : Math.min(1, done / total);
    const step = Math.floor(share * (terminal ? 100 : 10));
    if (step === shown) return;
    shown = step;
    if (!terminal) return say(`${what}: ${step * 10} %`);
    const filled = Math.round(share * BAR);
    process.stderr.write(`\r${what} [${"#".repeat(filled)}${" ".repeat(BAR - filled)}] ${step} %`);
    if (share === 1) process.stderr.write("\n");
  };
}
