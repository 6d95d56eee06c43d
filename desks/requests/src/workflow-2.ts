import { CONTENT, STEP, type ArgSchema, type ReleaseTable, type Workflow, type WorkflowId } from "@setu/core";
import { release, requests } from "./workflow.ts";

/**
 * A request, version 2: the moves, stages and product of version 1, and four acts that only say how reliable is what was
 * given. None of them changes what another has said: an evaluation stands until its giver says otherwise.
 */
const EVALUATION: ArgSchema = { ref: "record", scheme: "code", source: "code", information: "code" };

export const requests2: Workflow = {
  ...requests,
  id: "requests/2" as WorkflowId,
  says: {
    ...requests.says,
    evaluate: EVALUATION,
    "re-evaluate": EVALUATION,
    agree: { ref: "record" },
    disagree: { ref: "record", reason: "code?" },
  },
};

export const release2: ReleaseTable = {
  ...release,
  evaluate: STEP,
  "re-evaluate": STEP,
  agree: STEP,
  disagree: CONTENT("giving"),
};
