import { useLingui } from "@lingui/react";
import { Trans } from "@lingui/react/macro";
import type { Fault } from "@setu/requests/faults.ts";
import { FAULT_WORDS } from "./fault-words.ts";

/** What a reviewer has to look at in one answer to a gate. */
export function Faults({ faults }: { readonly faults: readonly Fault[] }) {
  const { _ } = useLingui();
  return faults.map((fault) => (
    <p key={fault}>
      <strong>
        <Trans>To look at:</Trans>
      </strong>{" "}
      {_(FAULT_WORDS[fault])}
    </p>
  ));
}
