import {
  AT_ONCE,
  type ArgSchema,
  type Cell,
  type ItemState,
  type ReleaseTable,
  type Workflow,
  type WorkflowId,
} from "@setu/core";

/**
 * Which agency of a party is its single point of contact, and which may go direct (Directive (EU) 2023/977, article 4),
 * version 1. A party designates its own; the other side says that it has taken note, and decides nothing.
 */
const WHAT: ArgSchema = { role: "code", copy: "flag" };
const STANDS = ["designated", "ended"];

const still = (status: string, turn: Cell["turn"] = "none"): Cell => ({ status, turn, clock: "stopped" });

export const agencies: Workflow = {
  id: "agencies/1" as WorkflowId,
  roles: [
    {
      role: "designating",
      stages: ["none", ...STANDS],
      rows: [
        { do: "designate", from: ["none"], to: "designated", args: { agency: "opaque", ...WHAT } },
        { do: "change", from: ["designated"], args: WHAT },
        { do: "end", from: ["designated"], to: "ended", args: {} },
      ],
    },
    {
      role: "noting",
      stages: ["none", "noted"],
      rows: [
        { do: "note", from: ["none"], to: "noted", other: STANDS, args: {} },
        { do: "note", from: ["noted"], other: STANDS, args: {} },
      ],
    },
  ],
  says: {},
  product: {
    designated: { none: still("designated", "other"), noted: still("designated-noted") },
    ended: { none: still("designation-ended"), noted: still("designation-ended") },
  },
};

export const agenciesRelease: ReleaseTable = {
  designate: AT_ONCE,
  change: AT_ONCE,
  end: AT_ONCE,
  note: AT_ONCE,
};

/** `spoc`: the single point of contact. `direct`: goes direct; with `copy`, its requests go to the single point too. */
export type Designation = {
  readonly party: string;
  readonly agency: string;
  readonly role: "spoc" | "direct";
  readonly copy: boolean;
  readonly ended: boolean;
  /** Whether the other side has taken note of what holds now. */
  readonly noted: boolean;
};

const SAYS: readonly string[] = ["designate", "change", "end"];

export function designationOf({ judged, opener, other }: ItemState): Designation {
  const legal = judged.filter((each) => each.void === null);
  const said = legal.filter(({ party, act }) => party === opener.party && SAYS.includes(act.do));
  const last = said.findLast(({ act }) => act.args["role"] !== undefined);
  const head = said.at(-1)?.act.id;
  return {
    party: opener.party,
    agency: String(said[0]?.act.args["agency"]),
    role: last?.act.args["role"] === "spoc" ? "spoc" : "direct",
    copy: last?.act.args["copy"] === true,
    ended: opener.stage === "ended",
    noted: legal.some(({ party, act }) => party === other.party && act.after?.[1] === head),
  };
}

/** An agency is its party's by its name: what a party says of another's agency says nothing. */
export const isOwnAgency = ({ party, agency }: Pick<Designation, "party" | "agency">): boolean =>
  agency.startsWith(`${party}.`);

type InForce = Pick<Designation, "party" | "agency" | "role" | "copy">;

/**
 * The single points of contact that get a copy, of what goes to this audience by the word of these designations: for each
 * agency in it that goes direct with a copy, its own party's. Without one that is there already.
 */
export function copiesTo(audience: readonly string[], inForce: readonly InForce[]): readonly string[] {
  const direct = inForce.filter(
    ({ agency, role, copy }) => role === "direct" && copy && audience.includes(agency),
  );
  const points = inForce.filter(
    ({ role, party }) => role === "spoc" && direct.some((each) => each.party === party),
  );
  return [...new Set(points.map(({ agency }) => agency))]
    .filter((agency) => !audience.includes(agency))
    .toSorted();
}
