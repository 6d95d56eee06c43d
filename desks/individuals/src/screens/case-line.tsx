import { useLingui as useI18n } from "@lingui/react";
import { Trans } from "@lingui/react/macro";
import { Link, useLang, When } from "@setu/ui";
import type { CaseRow, Register } from "../api.ts";
import { ClockBar, ClockWords } from "./clock.tsx";
import { clockNow } from "./order.ts";
import { codeWords, STATE } from "./words.ts";
import "./individuals.css";

type Props = {
  readonly row: CaseRow;
  readonly names: Register["names"];
  /** The screen of the case: its officer's, or a reviewer's. */
  readonly to?: string;
};

/** One case of a list: who and what, where it stands, and its clock. */
export function CaseLine({ row, names, to = "/individuals/$item" }: Props) {
  const { _ } = useI18n();
  const lang = useLang();
  const clock = clockNow(row);
  return (
    <li>
      <div>
        <Link to={to} params={{ item: row.id }}>
          <span className="mono" translate="no">
            {row.ref}
          </span>
        </Link>{" "}
        · {codeWords("individual-kind", row.kind, lang)}
        <p>{row.name === null ? <Gone /> : <bdi>{row.name}</bdi>}</p>
        <p className="muted">
          <Trans>
            Registered by <bdi>{names[row.by] ?? row.by}</bdi>, <When at={row.registered} both={false} />
          </Trans>
        </p>
      </div>
      <p>
        <strong>{_(STATE[row.state])}</strong>
        {row.outcome !== null && (
          <span className="outcome">{codeWords("individual-outcome", row.outcome, lang)}</span>
        )}
      </p>
      <div>
        <p>
          <ClockWords clock={clock} />
        </p>
        <ClockBar clock={clock} />
        {clock.due !== null && clock.state === "running" && (
          <p className="muted">
            {clock === row.notice ? (
              <Trans>
                The letter is due <When at={clock.due} both={false} />
              </Trans>
            ) : (
              <Trans>
                The decision is due <When at={clock.due} both={false} />
              </Trans>
            )}
          </p>
        )}
      </div>
    </li>
  );
}

const Gone = () => (
  <span className="muted">
    <Trans>The name is not here any more.</Trans>
  </span>
);
