/** Text of strangers as a record can hold it: no control character but tabs and ends of lines, no half of a pair. */
const CONTROL = /(?![\n\t])\p{Cc}/gu;
const LOST = "\ufffd";

// No expression looks for blanks before an end: it would try each of a million of them.
export const severalLines = (text: string): string =>
  text
    .toWellFormed()
    .replace(/\r\n?/g, "\n")
    .replace(CONTROL, LOST)
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n")
    .replace(/^\n+/, "")
    .trimEnd();

export const oneLine = (text: string): string =>
  text
    .toWellFormed()
    .replace(/[\s\u2028\u2029]+/g, " ")
    .replace(/\p{Cc}/gu, LOST)
    .trim();

/** The last name of a path, whichever side its slashes lean to: a name that came along opens nothing here. */
export function fileName(text: string, max: number): string {
  const name = oneLine(text.split(/[/\\]/).at(-1) ?? "");
  return (/^\.*$/.test(name) ? "" : name).slice(0, max).toWellFormed();
}
