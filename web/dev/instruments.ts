import {
  endsWithin,
  isInstrumentInForce,
  registerOf,
  type Instrument,
} from "@setu/core/instruments/index.ts";
import type { Instruments, Rests } from "@setu/requests/instruments-api.ts";

/** The register of the stand-in: the default one, and one of each kind of end. */
const DAY = 86_400_000;
const ending = (id: string, days: number): Instrument => ({
  id: id as never,
  basis: "memorandum" as never,
  kind: "memorandum",
  title: {
    en: "Synthetic memorandum on fraud",
    fr: "Protocole fictif sur la fraude",
    hi: "धोखाधड़ी पर काल्पनिक ज्ञापन",
  },
  exchanges: ["asking"],
  purposes: ["investigation" as never],
  topics: ["cyber-fraud" as never],
  from: Date.now() - 365 * DAY,
  until: Date.now() + days * DAY,
  source: "Synthetic",
  status: "unconfirmed",
});

export function instrumentsIn(): Instruments {
  const now = Date.now();
  const own = [ending("ended", -3), ending("near", 20), ending("next", 80)];
  return {
    instruments: registerOf(own)
      .map((each) => ({ ...each, ends: endsWithin(each, now), inForce: isInstrumentInForce(each, now) }))
      .toSorted((a, b) => (a.until ?? Infinity) - (b.until ?? Infinity)),
    now,
  };
}

/** What a request rests on; nothing where a test says that it is refused for that. */
export function restsIn(basis: string, refused: boolean): Rests {
  const line = ({ id, basis: named, title, until }: Instrument) => ({
    id,
    basis: named,
    title,
    until,
    ends: null,
  });
  const register = registerOf([]);
  const on = refused ? [] : register.filter((each) => each.basis === basis);
  return { on: on.map(line), instead: register.filter((each) => !on.includes(each)).map(line) };
}
