import {
  badField,
  TLP,
  type Exchange,
  type Json,
  type Profile,
  type ReleaseRule,
  type Threshold,
} from "@setu/core";
import { asked, EXCHANGES, GATE_IDS, parseProfile, type GateId } from "@setu/core/gates/index.ts";
import { parseInstruments, type Instrument } from "@setu/core/instruments/index.ts";
import { strict } from "../requests/command.ts";

/**
 * What this node asks before something leaves (`spec/release.md`). It stands in the configuration of every node, word for
 * word: a node that does not say it does not start.
 */
export type ReleaseConfig = ReleaseRule & {
  /** One for each kind of exchange, unless gates are never asked. */
  readonly profiles: readonly Profile[];
  /** On what exchanges rest besides the default register, or in place of its entries; absent: that register alone. */
  readonly instruments?: readonly Instrument[];
};

const MAX_LEVEL = 4;

/** @throws BAD_FIELD */
export function parseRelease(value: Json | undefined): ReleaseConfig {
  const fields = strict(value, "release", ["fourEyes", "gates", "profiles", "signed"], ["instruments"]);
  const { profiles: given } = fields;
  if (!Array.isArray(given) || given.length > EXCHANGES.length) throw badField("release.profiles", "list");
  const profiles = given.map(parseProfile);
  const gates = threshold(fields["gates"], "release.gates");
  const covered = profiles.map(({ exchange }) => exchange);
  if (new Set(covered).size !== covered.length)
    throw badField("release.profiles", "profile a kind of exchange");
  if (gates !== "never" && covered.length < EXCHANGES.length)
    throw badField("release.profiles", "profile for each kind of exchange");
  return {
    gates,
    fourEyes: threshold(fields["fourEyes"], "release.fourEyes"),
    signed: threshold(fields["signed"], "release.signed"),
    profiles,
    ...(fields["instruments"] !== undefined && { instruments: parseInstruments(fields["instruments"]) }),
  };
}

function threshold(value: Json | undefined, field: string): Threshold {
  if (value === "never" || value === "always") return value;
  const { tlp, level } = strict(value, field, ["level", "tlp"]);
  if (typeof level !== "number" || !Number.isInteger(level) || level < 1 || level > MAX_LEVEL)
    throw badField(`${field}.level`, `number from 1 to ${MAX_LEVEL}`);
  if (!Array.isArray(tlp) || new Set(tlp).size !== tlp.length) throw badField(`${field}.tlp`, "list");
  return {
    tlp: tlp.map((each) => {
      const found = TLP.find((label) => label === each);
      if (!found) throw badField(`${field}.tlp`, "TLP label");
      return found;
    }),
    level,
  };
}

/** What a new node asks: everything of everything, until its legal adviser decides otherwise. */
export const FULL_RELEASE = {
  gates: "always",
  fourEyes: "always",
  signed: "always",
  profiles: EXCHANGES.map((exchange) => ({
    exchange,
    id: "full",
    version: 1,
    owner: "legal-adviser",
    notApplicable: {},
  })),
} satisfies Json;

/** The profile that speaks for a kind of exchange; without one every gate is asked. */
export const profileFor = ({ profiles }: ReleaseConfig, exchange: Exchange): Pick<Profile, "notApplicable"> =>
  profiles.find((each) => each.exchange === exchange) ?? { notApplicable: {} };

/** Of each gate that is not asked, why not. */
export const leftOut = (profile: Pick<Profile, "notApplicable">): readonly (readonly [GateId, string])[] => {
  const of = asked(profile);
  return GATE_IDS.flatMap((gate) =>
    of.includes(gate) ? [] : [[gate, profile.notApplicable[gate] ?? ""] as const],
  );
};
