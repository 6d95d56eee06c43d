import { code, count, opaque, badField, type Code, type Count, type Opaque } from "../words.ts";
import { ALWAYS, GATE_IDS, gateId, type GateId } from "./gates.ts";

/** What kind of exchange an act belongs to: what we ask, what we give, what we do with what came. */
export const EXCHANGES = ["asking", "giving", "using"] as const;
export type Exchange = (typeof EXCHANGES)[number];
/** What an act that leaves can be: nothing leaves by being used here. */
export type Sending = Exclude<Exchange, "using">;

/**
 * Which gates one kind of exchange asks, and of each other gate why not: a decision of its owner, the legal adviser, with
 * a version. Who changes it makes another version.
 */
export type Profile = {
  readonly exchange: Exchange;
  readonly id: Code;
  readonly version: Count;
  readonly owner: Opaque;
  /** Asked where absent: nothing is left out by being forgotten. */
  readonly notApplicable: { readonly [gate in GateId]?: string };
};

const MAX_BECAUSE = 500;
const FIELDS = ["exchange", "id", "notApplicable", "owner", "version"];

/** The gates of a profile that must be answered, in their order. */
export const asked = ({ notApplicable }: Pick<Profile, "notApplicable">): readonly GateId[] =>
  GATE_IDS.filter((gate) => ALWAYS.includes(gate) || notApplicable[gate] === undefined);

/** @throws BAD_FIELD for another form, a gate left out without a reason, or one of those that are always asked */
export function parseProfile(value: unknown): Profile {
  const fields = object(value, "profile");
  for (const name of FIELDS) if (!Object.hasOwn(fields, name)) throw badField(name, "field (it is missing)");
  for (const name of Object.keys(fields)) if (!FIELDS.includes(name)) throw badField(name, "field");
  const exchange = EXCHANGES.find((each) => each === fields["exchange"]);
  if (!exchange) throw badField("profile.exchange", "kind of exchange");
  const without = Object.entries(object(fields["notApplicable"], "profile.notApplicable"));
  const notApplicable = without.map(([name, because]) => {
    const gate = gateId(name, "profile.notApplicable");
    if (ALWAYS.includes(gate)) throw badField(`profile.notApplicable.${gate}`, "gate that may be left out");
    if (typeof because !== "string" || because.trim() === "" || because.length > MAX_BECAUSE)
      throw badField(`profile.notApplicable.${gate}`, "reason");
    return [gate, because] as const;
  });
  return {
    exchange,
    id: code(fields["id"], "profile.id"),
    version: count(fields["version"], "profile.version"),
    owner: opaque(fields["owner"], "profile.owner"),
    notApplicable: Object.fromEntries(notApplicable),
  };
}

function object(value: unknown, field: string): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw badField(field, "object");
  return value as Readonly<Record<string, unknown>>;
}
