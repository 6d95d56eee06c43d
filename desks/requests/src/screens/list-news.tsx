import { Plural, Trans } from "@lingui/react/macro";
import type { ComponentProps } from "react";
import { ActLine } from "./act-line.tsx";
import { PutAwayAsk } from "./put-away-ask.tsx";
import { useMemory } from "./told.ts";
import type { Busy } from "./use-triage.ts";

type Props = {
  readonly busy: Busy | null;
  /** What is asked before something is put away. */
  readonly ask: ComponentProps<typeof PutAwayAsk> | null;
  readonly changed: number;
  readonly nameOf: (officer: string) => string;
  readonly onStop: () => void;
  readonly onUndo: () => void;
  readonly onUpdate: () => void;
};

/** One line over the list: what is being done, what was done, what is new. It is always there, so nothing moves. */
export function ListNews({ busy, ask, changed, nameOf, onStop, onUndo, onUpdate }: Props) {
  const memory = useMemory();
  return (
    <div className="list-news" role="status">
      {busy !== null && (
        <span className="told">
          <Progress busy={busy} />
          <button type="button" className="button" onClick={onStop}>
            <Trans context="button">Stop</Trans>
          </button>
        </span>
      )}
      {busy === null && ask !== null && <PutAwayAsk {...ask} />}
      {busy === null && ask === null && <ActLine memory={memory} nameOf={nameOf} onUndo={onUndo} />}
      {changed > 0 && (
        <button type="button" className="link-button" onClick={onUpdate} aria-keyshortcuts="u">
          <Plural value={changed} one="# new or moved — press U" other="# new or moved — press U" />
        </button>
      )}
    </div>
  );
}

function Progress({ busy: { count, all } }: { readonly busy: Busy }) {
  return all === null ? (
    <Plural value={count} one="Collecting: # request so far." other="Collecting: # requests so far." />
  ) : (
    <Trans>
      Done: {count} of {all}.
    </Trans>
  );
}
