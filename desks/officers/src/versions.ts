import type { Workflow, WorkflowId } from "@setu/core";
import { agencies } from "./agencies.ts";
import { officers } from "./workflow.ts";

/** Every version of this desk that a node of this release speaks, the newest first. */
export const VERSIONS: readonly Workflow[] = [officers];

export const isPosting = (id: WorkflowId): boolean => VERSIONS.some((version) => version.id === id);

/** As of every desk: the newest that the peer declares, else the newest there is, which `submit` refuses unless it speaks it. */
export const openingVersion = (declared: readonly WorkflowId[]): WorkflowId =>
  VERSIONS.find(({ id }) => declared.includes(id))?.id ?? officers.id;

/** Every version of the designations (`agencies.ts`). */
export const AGENCY_VERSIONS: readonly Workflow[] = [agencies];

export const isDesignation = (id: WorkflowId): boolean =>
  AGENCY_VERSIONS.some((version) => version.id === id);

export const openingDesignation = (declared: readonly WorkflowId[]): WorkflowId =>
  AGENCY_VERSIONS.find(({ id }) => declared.includes(id))?.id ?? agencies.id;
