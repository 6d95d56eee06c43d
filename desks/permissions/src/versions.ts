import type { Workflow, WorkflowId } from "@setu/core";
import { permissions } from "./workflow.ts";

/** Every version of this desk that a node of this release speaks, the newest first. */
export const VERSIONS: readonly Workflow[] = [permissions];

export const isPermission = (id: WorkflowId): boolean => VERSIONS.some((version) => version.id === id);

/** As of every desk: the newest that the peer declares, else the newest there is, which `submit` refuses unless it speaks it. */
export const openingVersion = (declared: readonly WorkflowId[]): WorkflowId =>
  VERSIONS.find(({ id }) => declared.includes(id))?.id ?? permissions.id;
