import data from "../../../spec/instruments/instruments.json" with { type: "json" };
import { parseInstruments, type Instrument } from "./instrument.ts";

/** What every node begins with: one entry for each code of `legal-basis`, until its own register says otherwise. */
export const DEFAULT_INSTRUMENTS: readonly Instrument[] = parseInstruments(data.entries);

/** The default register with a node's own entries; an entry with the id of another stands in its place. */
export function registerOf(own: readonly Instrument[]): readonly Instrument[] {
  const replaced = new Set(own.map(({ id }) => id));
  return [...DEFAULT_INSTRUMENTS.filter(({ id }) => !replaced.has(id)), ...own];
}
