import {
  AT_ONCE,
  type ArgSchema,
  type Cell,
  type ReleaseTable,
  type Workflow,
  type WorkflowId,
} from "@setu/core";

/**
 * An officer posted by one party to the other, version 1. The sending side nominates, the receiving side agrees
 * (agrément; Vienna Convention on Diplomatic Relations, articles 4 and 9): she is accredited when both have said so, and
 * either ends it alone. An amendment is an offer that `agree` binds by its `after`; until then the older terms hold
 * (`terms.ts`). That the dates are over is a view of the terms and the time, and no act.
 */
const TERMS: ArgSchema = {
  post: "code",
  mandate: "code[]",
  languages: "code[]",
  from: "instant",
  until: "instant",
  deputy: "opaque?",
};
const HERE = ["nominated", "accredited", "suspended"];
const AT_POST = ["accredited", "suspended"];

const still = (status: string, turn: Cell["turn"] = "none"): Cell => ({ status, turn, clock: "stopped" });

export const officers: Workflow = {
  id: "officers/1" as WorkflowId,
  roles: [
    {
      role: "sending",
      stages: ["none", ...HERE, "recalled"],
      rows: [
        {
          do: "nominate",
          from: ["none"],
          to: "nominated",
          args: { officer: "opaque", agency: "opaque", ...TERMS },
        },
        { do: "accredit", from: ["nominated"], to: "accredited", other: ["agreed"], args: {} },
        { do: "amend", from: AT_POST, other: ["agreed"], args: TERMS },
        // Whatever the other half says: what takes powers away is never too late.
        { do: "suspend", from: ["accredited"], to: "suspended", args: {} },
        { do: "resume", from: ["suspended"], to: "accredited", other: ["agreed"], args: {} },
        { do: "recall", from: HERE, to: "recalled", args: {} },
      ],
    },
    {
      role: "receiving",
      stages: ["none", "agreed", "refused", "ended"],
      rows: [
        { do: "agree", from: ["none"], to: "agreed", other: ["nominated"], args: {} },
        // No grounds: a state owes none for refusing agrément (article 4), nor for ending it (article 9).
        { do: "refuse", from: ["none"], to: "refused", other: ["nominated"], args: {} },
        { do: "agree", from: ["agreed"], other: AT_POST, args: {} },
        { do: "decline", from: ["agreed"], other: AT_POST, args: {} },
        { do: "end", from: ["agreed"], to: "ended", other: HERE, args: {} },
      ],
    },
  ],
  says: {},
  product: {
    nominated: {
      none: still("nominated", "other"),
      agreed: still("agreed", "opener"),
      refused: still("agrement-refused"),
      ended: still("acceptance-ended"),
    },
    accredited: {
      none: still("accredited"),
      agreed: still("accredited"),
      refused: still("agrement-refused"),
      ended: still("acceptance-ended"),
    },
    suspended: {
      none: still("suspended"),
      agreed: still("suspended"),
      refused: still("agrement-refused"),
      ended: still("acceptance-ended"),
    },
    recalled: {
      none: still("nomination-withdrawn"),
      agreed: still("recalled"),
      refused: still("withdrawn-crossed-refusal"),
      ended: still("recalled-and-ended"),
    },
  },
};

/**
 * Nothing of this desk is gated: it says nothing of a third person. Nothing is held: it lives on the lane flash, so that
 * what takes powers away waits for nobody. The second pair of eyes over a nomination is the other government's, over an
 * agreement the sender's `accredit`.
 */
export const release: ReleaseTable = {
  nominate: AT_ONCE,
  accredit: AT_ONCE,
  amend: AT_ONCE,
  suspend: AT_ONCE,
  resume: AT_ONCE,
  recall: AT_ONCE,
  agree: AT_ONCE,
  refuse: AT_ONCE,
  decline: AT_ONCE,
  end: AT_ONCE,
};
