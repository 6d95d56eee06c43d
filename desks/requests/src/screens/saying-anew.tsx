import { Trans } from "@lingui/react/macro";
import { When } from "@setu/ui";
import type { RequestView, TimelineAct } from "../api.ts";
import { isToCorrect } from "../correcting.ts";

export type Anew = "correct" | "narrow";
type Of = { readonly act: TimelineAct };

/** What holds something for somebody, so that it can be narrowed for whom. */
const isToNarrow = ({ side, do: what, void: reason, body, attachments }: TimelineAct): boolean =>
  side === "us" && reason === null && what !== "narrow" && (body !== null || attachments.length > 0);

const FITS: Readonly<Record<Anew, (act: TimelineAct) => boolean>> = {
  correct: isToCorrect,
  narrow: isToNarrow,
};

/** The acts of which it can be said now, in the order of the timeline. */
const fitting = ({ moves, stopped, timeline }: RequestView, what: Anew): readonly TimelineAct[] =>
  moves.includes(what) && stopped.send === undefined ? timeline.filter(FITS[what]) : [];

export const lastToSayAnew = (view: RequestView, what: Anew): TimelineAct | undefined =>
  fitting(view, what).at(-1);

type Links = Of & {
  readonly view: RequestView;
  readonly onAnew: (what: Anew, act: TimelineAct) => void;
};

export function AnewLinks({ view, act, onAnew }: Links) {
  const can = (what: Anew) => fitting(view, what).includes(act);
  return (
    <>
      {can("correct") && (
        <button type="button" className="link-button" onClick={() => onAnew("correct", act)}>
          <Trans context="button">Correct it</Trans>
        </button>
      )}
      {can("narrow") && (
        <button type="button" className="link-button" onClick={() => onAnew("narrow", act)}>
          <Trans context="button">Narrow its handling</Trans>
        </button>
      )}
    </>
  );
}

/** What the other side has had of it, for whoever is about to correct or narrow it. */
export function SeenAlready({ act: { delivery } }: Of) {
  const { opened, receipted } = delivery;
  if (opened !== null)
    return (
      <p>
        <Trans>A person there has opened it:</Trans> <When at={opened} both={false} />.{" "}
        <Trans>What was read before was read.</Trans>
      </p>
    );
  if (receipted !== null)
    return (
      <p>
        <Trans>Their node holds it since</Trans> <When at={receipted} both={false} />.{" "}
        <Trans>Nobody there has said that it was opened.</Trans>
      </p>
    );
  return (
    <p>
      <Trans>Their node has not confirmed that it holds it.</Trans>
    </p>
  );
}
