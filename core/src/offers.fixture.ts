import { EVIDENCE, STEP, type ReleaseTable } from "./release.ts";
import type { Cell, Workflow } from "./workflow.ts";
import type { WorkflowId } from "./words.ts";

/**
 * A small workflow that uses all that the tables can say: an offer that may be amended or withdrawn, a signature that
 * may cross either, a lapse by silence, a second try after a refusal.
 */
const cell = (status: string, turn: Cell["turn"]): Cell => ({ status, turn, clock: "stopped" });
const open = {
  none: cell("open", "other"),
  signed: cell("signed", "none"),
  refused: cell("refused", "opener"),
  "signed-late": cell("signed", "none"),
};
const gone = {
  none: cell("gone", "none"),
  signed: cell("gone-crossed-signature", "opener"),
  refused: cell("gone", "none"),
  "signed-late": cell("gone-crossed-signature", "opener"),
};

export const offers: Workflow = {
  id: "offers/1" as WorkflowId,
  roles: [
    {
      role: "offeror",
      stages: ["none", "offered", "amended", "withdrawn", "lapsed"],
      rows: [
        { do: "offer", from: ["none"], to: "offered", args: { text: "hash", until: "instant" } },
        {
          do: "amend",
          from: ["offered", "amended"],
          to: "amended",
          other: ["none", "refused"],
          args: { text: "hash" },
        },
        { do: "extend", from: ["offered"], other: ["none"], args: { until: "instant" } },
        { do: "withdraw", from: ["offered", "amended"], to: "withdrawn", args: {} },
        {
          do: "lapse",
          from: ["offered"],
          to: "lapsed",
          other: ["none"],
          silentSince: "offer.until",
          args: { pulse: "count" },
        },
      ],
    },
    {
      role: "signer",
      stages: ["none", "signed", "refused", "signed-late"],
      rows: [
        { do: "sign", from: ["none"], to: "signed", other: ["offered", "amended"], args: { text: "hash" } },
        { do: "sign", from: ["refused"], to: "signed-late", other: ["amended"], args: { text: "hash" } },
        {
          do: "refuse",
          from: ["none"],
          to: "refused",
          other: ["offered", "amended"],
          args: { why: "code?" },
        },
      ],
    },
  ],
  says: { note: {}, seen: { ref: "record", tags: "code[]" } },
  product: { offered: open, amended: open, withdrawn: gone, lapsed: gone },
};

export const offersRelease: ReleaseTable = {
  offer: STEP,
  amend: STEP,
  extend: STEP,
  withdraw: STEP,
  lapse: STEP,
  sign: STEP,
  refuse: STEP,
  note: STEP,
  seen: EVIDENCE,
};
