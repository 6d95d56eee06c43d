import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import type { Direction, SuspensionReason } from "@setu/core";
import type { WaitingLine } from "@setu/requests/suspension.ts";

/** As the side that suspends says it of itself. */
export const OURS: Readonly<Record<Direction, MessageDescriptor>> = {
  asking: msg`We ask nothing of it`,
  giving: msg`We give nothing of it`,
  both: msg`We neither ask nor give anything of it`,
};
export const THEIRS: Readonly<Record<Direction, MessageDescriptor>> = {
  asking: msg`The other side asks nothing of it`,
  giving: msg`The other side gives nothing of it`,
  both: msg`The other side neither asks nor gives anything of it`,
};
export const REASONS: Readonly<Record<SuspensionReason, MessageDescriptor>> = {
  review: msg`A review is under way`,
  legal: msg`A question of law`,
  security: msg`A question of security`,
  capacity: msg`Not enough people for it now`,
  incident: msg`An incident`,
  policy: msg`A decision of the government`,
};
export const KINDS: Readonly<Record<WaitingLine["kind"], MessageDescriptor>> = {
  returned: msg`Came back to you, with its text`,
  held: msg`In its ten seconds, and will come back to you`,
  proposal: msg`Waits for its release`,
  draft: msg`Your draft`,
};
