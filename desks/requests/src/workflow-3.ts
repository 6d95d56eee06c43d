import { EVIDENCE, STEP, type ReleaseTable, type Workflow, type WorkflowId } from "@setu/core";
import { release2, requests2 } from "./workflow-2.ts";

/**
 * A request, version 3: all of version 2, and what whoever holds a recalled record says of it. `disposed` is the node's own
 * word that it was destroyed there, and no officer says it; `kept` is an officer's word that it is not, and by when that is
 * looked at again.
 */
export const requests3: Workflow = {
  ...requests2,
  id: "requests/3" as WorkflowId,
  says: {
    ...requests2.says,
    disposed: { ref: "record", ground: "code", at: "instant" },
    kept: { ref: "record", ground: "code", until: "instant" },
  },
};

export const release3: ReleaseTable = { ...release2, disposed: EVIDENCE, kept: STEP };
