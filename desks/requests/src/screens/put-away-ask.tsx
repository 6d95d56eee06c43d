import { Plural, Trans } from "@lingui/react/macro";
import { Due } from "./clock-panel.tsx";
import type { Unfinished } from "./put-away.ts";

type Props = {
  readonly asked: Unfinished;
  readonly onYes: () => void;
  readonly onFollowUp: () => void;
  readonly onNo: () => void;
};

/** One line before something is put away that is not over: the same key again is a yes, a date is the better answer. */
export function PutAwayAsk({ asked, onYes, onFollowUp, onNo }: Props) {
  return (
    <span className="told asked">
      <Question asked={asked} />
      <button type="button" className="button" onClick={onYes} aria-keyshortcuts="e" data-key="E">
        <Trans context="button">Put away all the same</Trans>
      </button>
      <button type="button" className="button" onClick={onFollowUp} aria-keyshortcuts="h" data-key="H">
        <Trans context="button">Follow-up date…</Trans>
      </button>
      <button type="button" className="button" onClick={onNo} aria-keyshortcuts="Escape" data-key="Esc">
        <Trans context="button">Leave it</Trans>
      </button>
    </span>
  );
}

function Question({ asked: { rows, owed, running } }: Pick<Props, "asked">) {
  const [only] = rows;
  if (rows.length === 1 && only !== undefined) {
    const { ref } = only;
    return (
      <strong>
        {owed.length > 0 ? (
          <Trans>{ref} waits for us and will stay in the open list until it is answered.</Trans>
        ) : (
          <Trans>On {ref} the clock still runs; it will leave the open list.</Trans>
        )}{" "}
        <Due clock={only.clock} />
      </strong>
    );
  }
  const [waiting, others] = [owed.length, running.length];
  return (
    <strong>
      {waiting > 0 && (
        <Plural
          value={waiting}
          one="# of them waits for us and will stay in the open list until it is answered."
          other="# of them wait for us and will stay in the open list until they are answered."
        />
      )}{" "}
      {others > 0 && (
        <Plural
          value={others}
          one="On # of them the clock still runs; it will leave the open list."
          other="On # of them the clock still runs; they will leave the open list."
        />
      )}
    </strong>
  );
}
