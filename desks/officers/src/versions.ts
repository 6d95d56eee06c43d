import type { Workflow, WorkflowId } from "@setu/core";
import { officers } from "./workflow.ts";

/** Every version of this desk that a node of this release speaks, the newest first. */
export const VERSIONS: readonly Workflow[] = [officers];

export const isPosting = (id: WorkflowId): boolean => VERSIONS.some((version) => version.id === id);
