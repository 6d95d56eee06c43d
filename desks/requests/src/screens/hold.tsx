import { Plural, Trans } from "@lingui/react/macro";
import { exactNow, When } from "@setu/ui";
import { useEffect, useState } from "react";

type Props = {
  readonly until: number;
  readonly onTakeBack: (() => void) | null;
  readonly onOver?: () => void;
};

/** Longer than any hold: what waits for its deadline. */
const SECONDS = 60_000;

/** The ten seconds in which an act can still be taken back. The number is read on demand, never announced. */
export function Hold({ until, onTakeBack, onOver }: Props) {
  const [left, setLeft] = useState(() => until - exactNow());
  const over = left <= 0;
  useEffect(() => {
    if (over) {
      onOver?.();
      return undefined;
    }
    const timer = setTimeout(() => setLeft(until - exactNow()), (left % 1000) + 5);
    return () => clearTimeout(timer);
  }, [left, over, until, onOver]);
  if (over) {
    return (
      <p className="hold">
        <Trans>The ten seconds are over; it is being sent.</Trans>
      </p>
    );
  }
  return (
    <p className="hold">
      <span className="figures">
        {left > SECONDS ? (
          <Trans>
            It leaves at its deadline: <When at={until} both={false} />
          </Trans>
        ) : (
          <Plural
            value={Math.ceil(left / 1000)}
            one="It leaves in # second."
            other="It leaves in # seconds."
          />
        )}
      </span>{" "}
      {onTakeBack !== null && (
        <button type="button" className="button" onClick={onTakeBack}>
          <Trans context="button">Take it back</Trans>
        </button>
      )}
    </p>
  );
}
