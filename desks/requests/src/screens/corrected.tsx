import { Trans } from "@lingui/react/macro";
import { When } from "@setu/ui";
import type { ReactNode } from "react";
import type { TimelineAct } from "../api.ts";
import { ActText } from "./act-text.tsx";
import { DerivedLines } from "./derived-lines.tsx";

type Of = { readonly act: TimelineAct };

/**
 * What an act says: where its side has said it anew, what holds now, and what was said before closed behind it. A correction
 * that is withheld or gone stands there in words, so that nobody takes what it replaces for what holds.
 * @param beside translations of ours of the act of that id
 */
export function SaidText({ act, beside }: Of & { readonly beside: (id: string) => readonly ReactNode[] }) {
  const corrected = act.later?.corrected ?? null;
  const first = <ActText act={act} beside={beside(act.id)} />;
  if (corrected === null) return first;
  return (
    <>
      <p className="meta">
        <strong>
          <Trans>Corrected on</Trans> <When at={corrected.at} both={false} />
        </strong>
      </p>
      <ActText act={corrected} beside={beside(corrected.id)} />
      <details className="said-before">
        <summary>
          <Trans>What was said before</Trans>
        </summary>
        {first}
      </details>
    </>
  );
}

/** That an act is handled more narrowly than it was sent, and what became here of what its side has said anew or narrowed. */
export function NarrowedWords({ act: { side, rule, recalled, later } }: Of) {
  if (later === undefined) return null;
  return (
    <>
      {later.narrowed !== null && (
        <p className="meta">
          <strong>
            <Trans>Handling narrowed on</Trans> <When at={later.narrowed.at} both={false} />
          </strong>{" "}
          <Trans>What was read before was read.</Trans>
        </p>
      )}
      {side === "them" && rule === null && recalled === null && <DerivedLines lines={later.derived} />}
    </>
  );
}
