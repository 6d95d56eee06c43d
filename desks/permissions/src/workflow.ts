import {
  CONTENT,
  AT_ONCE,
  STEP,
  type ArgSchema,
  type Cell,
  type ReleaseTable,
  type Workflow,
  type WorkflowId,
} from "@setu/core";

/**
 * Leave to use a record as evidence, or to give it on, version 1. Whoever holds the record asks, by reference alone and
 * without a copy of anything; its originator grants, under conditions and until an instant, or refuses. There is no
 * `deem` here: nothing is granted by silence. That a grant is over is a view of its terms and the time, and no act
 * (`permission.ts`).
 */
const ASKED = ["asked", "replied"];
const HOLDING = ["asked", "replied", "returned"];
const DECIDED = ["granted", "revoked"];
/** Of the records of the matter, and of files by their commitment. */
const ABOUT: ArgSchema = { records: "record[]", files: "hash[]" };
/** Of `evidence`: before what. Of `onward`: to whom, an agency of the holder's or somebody else. */
const NAMED: ArgSchema = { proceeding: "code?", court: "code?", agency: "opaque?", third: "opaque?" };

const still = (status: string, turn: Cell["turn"] = "none"): Cell => ({ status, turn, clock: "stopped" });

export const permissions: Workflow = {
  id: "permissions/1" as WorkflowId,
  roles: [
    {
      role: "holder",
      stages: ["none", ...HOLDING, "withdrawn"],
      rows: [
        {
          do: "seek",
          from: ["none"],
          to: "asked",
          args: {
            matter: "item",
            ...ABOUT,
            use: "code",
            ...NAMED,
            purpose: "code",
            until: "instant",
          },
        },
        { do: "reply", from: ["asked"], to: "replied", other: ["clarifying"], args: {} },
        { do: "withdraw", from: ASKED, to: "withdrawn", other: ["none", "clarifying"], args: {} },
        // What was done is said though the grant is revoked: what was done before stands.
        { do: "used", from: HOLDING, other: DECIDED, args: { at: "instant" } },
        { do: "return", from: ASKED, to: "returned", other: DECIDED, args: {} },
      ],
    },
    {
      role: "originator",
      stages: ["none", "clarifying", "granted", "refused", "revoked"],
      rows: [
        // Once: nobody is kept waiting by being asked.
        { do: "clarify", from: ["none"], to: "clarifying", other: ["asked"], args: {} },
        {
          do: "grant",
          from: ["none", "clarifying"],
          to: "granted",
          other: ASKED,
          // What was asked, said again: whoever is shown the two acts alone has to see that they belong together.
          args: { ...ABOUT, use: "code?", ...NAMED, conditions: "code[]", until: "instant" },
        },
        { do: "refuse", from: ["none", "clarifying"], to: "refused", other: ASKED, args: { ground: "code" } },
        // Whatever the holder has said since: what takes leave away is never too late.
        {
          do: "revoke",
          from: ["granted"],
          to: "revoked",
          other: [...HOLDING, "withdrawn"],
          args: { from: "instant" },
        },
      ],
    },
  ],
  says: {},
  product: {
    asked: {
      none: still("permission-asked", "other"),
      clarifying: still("permission-clarifying", "opener"),
      granted: still("permission-granted"),
      refused: still("permission-refused"),
      revoked: still("permission-revoked", "opener"),
    },
    replied: {
      none: still("permission-asked", "other"),
      clarifying: still("permission-clarified", "other"),
      granted: still("permission-granted"),
      refused: still("permission-refused"),
      revoked: still("permission-revoked", "opener"),
    },
    returned: {
      none: still("permission-returned"),
      clarifying: still("permission-returned"),
      granted: still("permission-returned"),
      refused: still("permission-returned"),
      revoked: still("permission-returned-revoked"),
    },
    withdrawn: {
      none: still("permission-withdrawn"),
      clarifying: still("permission-withdrawn"),
      granted: still("permission-withdrawn-crossed-grant"),
      refused: still("permission-withdrawn-crossed-refusal"),
      revoked: still("permission-withdrawn-crossed-grant"),
    },
  },
};

/**
 * To grant is to disclose to whoever will have it: the gates of `giving`, a second person and her key. To ask is content
 * too. What takes leave away, or gives it back, waits for nobody: neither a second person nor the hold.
 */
export const release: ReleaseTable = {
  seek: CONTENT("asking"),
  reply: CONTENT("asking"),
  withdraw: STEP,
  used: STEP,
  return: AT_ONCE,
  clarify: CONTENT("giving"),
  grant: CONTENT("giving"),
  // It gives nothing, and what refused it stays at home: a second person, and no gate.
  refuse: { ...CONTENT("giving"), gates: null },
  revoke: AT_ONCE,
};
