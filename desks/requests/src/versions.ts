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
 * The version in which an item is opened: the newest that the peer's last pulse declares. Of a peer that has declared none of
 * them the newest is expected, and `submit` refuses it unless it has been declared by then. An older one would be taken where
 * the first pulse comes in between, and the matter would keep it for good.
 */
export const openingVersion = (declared: readonly WorkflowId[]): WorkflowId =>
  (VERSIONS.find(({ id }) => declared.includes(id)) ?? requests4).id;
