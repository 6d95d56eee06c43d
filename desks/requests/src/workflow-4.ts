import { CONTENT, STEP, type ReleaseTable, type Workflow, type WorkflowId } from "@setu/core";
import { release3, requests3 } from "./workflow-3.ts";

/**
 * A request, version 4: all of version 3, and two acts of a side about what it has said itself. `correct` says an act anew;
 * what was said before stays. `narrow` bears the marking under which an act, or all of them, is handled from now on, which
 * is never a wider one: both folds refuse it.
 */
export const requests4: Workflow = {
  ...requests3,
  id: "requests/4" as WorkflowId,
  says: { ...requests3.says, correct: { ref: "record" }, narrow: { ref: "record?" } },
  about: { recall: "ends", correct: "stands", narrow: "tighter" },
};

export const release4: ReleaseTable = { ...release3, correct: CONTENT("giving"), narrow: STEP };
