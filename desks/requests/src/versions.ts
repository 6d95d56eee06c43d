import type { Workflow, WorkflowId } from "@setu/core";
import { requests2 } from "./workflow-2.ts";
import { requests3 } from "./workflow-3.ts";
import { requests4 } from "./workflow-4.ts";
import { requests } from "./workflow.ts";

/** Every version of the request that a node of this release speaks, the newest first. */
export const VERSIONS: readonly Workflow[] = [requests4, requests3, requests2, requests];

/** Whether an item of this workflow is a request, in whichever version it was opened. */
export const isRequest = (id: WorkflowId): boolean => VERSIONS.some((version) => version.id === id);

/**
 * The version in which an item is opened: the newest that the peer's last pulse declares. To a peer that has declared
 * none the first version is offered, and refused like any other that it does not speak.
 */
export const openingVersion = (declared: readonly WorkflowId[]): WorkflowId =>
  VERSIONS.find(({ id }) => declared.includes(id))?.id ?? requests.id;
