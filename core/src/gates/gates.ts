import data from "../../../spec/gates/gates.json" with { type: "json" };
import { badField } from "../words.ts";

/**
 * The questions that stand before a release: data (`spec/gates/gates.json`), each with the evidence it wants, what
 * doubt leads to, and where it comes from. A gate asks a person and never scores one.
 */
export const GATE_IDS = [
  ...(["g0", "g1", "g2", "g3", "g4", "g5", "g6", "g7"] as const),
  ...(["g8", "g9", "g10", "g11", "g12", "g13", "g14"] as const),
] as const;
export type GateId = (typeof GATE_IDS)[number];

const DOUBTS = [
  ...(["refuse", "refuse-neutral", "return", "refer"] as const),
  // A written assurance before; caveats are attached; a second person; an error is reported.
  ...(["assurance", "attach", "two-persons", "report"] as const),
] as const;

type Texts = { readonly en: string; readonly fr: string; readonly hi: string };

export type Gate = {
  readonly gate: GateId;
  readonly name: Texts;
  readonly question: Texts;
  readonly evidence: Texts;
  readonly doubt: (typeof DOUBTS)[number];
  /** Protection, repression, mistreatment, death: no profile leaves it out and no emergency removes it. */
  readonly always: boolean;
  readonly source: string;
  readonly status: "confirmed" | "unconfirmed";
};

/** @throws BAD_FIELD for a word that is no gate */
export function gateId(value: unknown, field: string): GateId {
  const found = GATE_IDS.find((each) => each === value);
  if (found === undefined) throw badField(field, "gate");
  return found;
}

export const GATES: ReadonlyMap<GateId, Gate> = new Map(
  data.entries.map((entry) => {
    const gate = gateId(entry.gate, "gate");
    const doubt = DOUBTS.find((each) => each === entry.doubt);
    const status = (["confirmed", "unconfirmed"] as const).find((each) => each === entry.status);
    if (!doubt || !status) throw badField(`gates.${gate}`, "gate");
    return [gate, { ...entry, gate, doubt, status }];
  }),
);

export const ALWAYS: readonly GateId[] = GATE_IDS.filter((gate) => GATES.get(gate)?.always);
