import {
  AT_ONCE,
  type ArgSchema,
  type Cell,
  type ReleaseTable,
  type Workflow,
  type WorkflowId,
} from "@setu/core";

/**
 * The owner of information is asked before anything of it is disclosed to an individual, corrected or deleted, version 1.
 * The asking side names the matter and what is asked; the owner answers in codes, and attests what it has done. The
 * decision on the individual's request is the asking side's own and never crosses. No act has a name of anybody: who it is
 * about stands in the body.
 */
const OPEN = ["agreed", "agreed-in-part", "objected"];
const GROUND: ArgSchema = { ground: "code" };

const still = (status: string, turn: Cell["turn"] = "none"): Cell => ({ status, turn, clock: "stopped" });

export const individuals: Workflow = {
  id: "individuals/1" as WorkflowId,
  roles: [
    {
      role: "asking",
      stages: ["none", "consulted", "withdrawn"],
      rows: [
        {
          do: "consult",
          from: ["none"],
          to: "consulted",
          args: { kind: "code", matter: "item", until: "instant" },
        },
        { do: "withdraw", from: ["consulted"], to: "withdrawn", args: {} },
      ],
    },
    {
      role: "owner",
      stages: ["none", ...OPEN, "done"],
      rows: [
        {
          do: "agree",
          from: ["none", "agreed-in-part", "objected"],
          to: "agreed",
          other: ["consulted"],
          args: {},
        },
        {
          do: "agree-in-part",
          from: ["none", "agreed", "objected"],
          to: "agreed-in-part",
          other: ["consulted"],
          args: GROUND,
        },
        {
          do: "object",
          from: ["none", "agreed", "agreed-in-part"],
          to: "objected",
          other: ["consulted"],
          args: GROUND,
        },
        // Whatever was answered, and though nobody asks any more: what was done is said.
        {
          do: "attest",
          from: ["none", ...OPEN],
          to: "done",
          args: { measure: "code", at: "instant" },
          other: ["consulted", "withdrawn"],
        },
        {
          do: "attest",
          from: ["done"],
          args: { measure: "code", at: "instant" },
          other: ["consulted", "withdrawn"],
        },
      ],
    },
  ],
  says: {},
  product: {
    consulted: {
      none: still("consulted", "other"),
      agreed: still("no-objection", "opener"),
      "agreed-in-part": still("no-objection-in-part", "opener"),
      objected: still("objection", "opener"),
      done: still("measure-attested", "opener"),
    },
    withdrawn: {
      none: still("consultation-withdrawn"),
      agreed: still("withdrawn-crossed-no-objection"),
      "agreed-in-part": still("withdrawn-crossed-no-objection"),
      objected: still("withdrawn-crossed-objection"),
      done: still("withdrawn-crossed-measure"),
    },
  },
};

/**
 * Not held and not gated: it speaks of a matter that both sides have, to the side whose it is, and what is said of the
 * individual to third persons is asked of nobody here. The second person is the one who decides the case.
 */
export const release: ReleaseTable = {
  consult: AT_ONCE,
  withdraw: AT_ONCE,
  agree: AT_ONCE,
  "agree-in-part": AT_ONCE,
  object: AT_ONCE,
  attest: AT_ONCE,
};
