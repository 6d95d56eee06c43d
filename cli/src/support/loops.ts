/** First words of the loops that a process runs; the second is a lane, the files, or a number. */
const LOOPS = new Set(
  "guards keys witness held files reading lines officers purge purge-watch attest notices mail digest speak open turn".split(
    " ",
  ),
);

export function isLoop(name: string, lanes: readonly string[]): boolean {
  const [first = "", second, ...more] = name.split(" ");
  const known =
    second === undefined || second === "files" || /^\d{1,2}$/.test(second) || lanes.includes(second);
  return LOOPS.has(first) && known && more.length === 0;
}
