import { useLingui as useI18n } from "@lingui/react";
import { Plural, Trans, useLingui } from "@lingui/react/macro";
import type { ReleaseLine } from "@setu/requests/release-api.ts";
import { ApproverNow } from "@setu/requests/screens/approver-now.tsx";
import { useOfficers } from "@setu/requests/screens/list-data.ts";
import { DO } from "@setu/requests/screens/words.ts";
import { Link, LoadProblem, Tlp, When, useWindowTitle } from "@setu/ui";
import { useReleases } from "./release-data.ts";
import { STATE_WORDS } from "./release-words.ts";
import { ACTS } from "./permission-words.ts";
import "./release.css";

/** What waits for a second person, the oldest clock first; what I have sent; what one person released alone. */
export default function ReleasesScreen() {
  const { t } = useLingui();
  const { data, error, refetch } = useReleases();
  const title = t({ context: "screen", message: "Releases" });
  useWindowTitle(title);
  return (
    <div className="releases">
      <h1>{title}</h1>
      <p>
        <Link to="/instruments">
          <Trans>Instruments in force</Trans>
        </Link>
      </p>
      {error !== null && data === undefined && <LoadProblem error={error} retry={() => void refetch()} />}
      {data !== undefined && (
        <>
          <ApproverNow />
          <Lines
            id="waiting"
            title={t`For you to approve`}
            none={t`Nothing waits for you.`}
            lines={data.waiting}
            now={data.now}
          />
          <Lines
            id="mine"
            title={t`Sent by you`}
            none={t`Nothing of yours waits.`}
            lines={data.mine}
            now={data.now}
          />
          <Lines
            id="reviews"
            title={t`Released by one person, to be reviewed within 24 hours`}
            none={t`No such release waits for its review.`}
            lines={data.reviews}
            now={data.now}
          />
        </>
      )}
    </div>
  );
}

type Props = {
  readonly id: string;
  readonly title: string;
  readonly none: string;
  readonly lines: readonly ReleaseLine[];
  readonly now: number;
};

function Lines({ id, title, none, lines, now }: Props) {
  const { _ } = useI18n();
  const { nameOf } = useOfficers();
  const over = lines.filter(({ review }) => review !== null && review <= now).length;
  return (
    <section className="panel" aria-labelledby={id}>
      <h2 id={id}>
        {title} <span className="figures">({lines.length})</span>
      </h2>
      {over > 0 && (
        <p>
          <strong>
            <Plural
              value={over}
              one="# is overdue: nobody has reviewed it within 24 hours."
              other="# are overdue: nobody has reviewed them within 24 hours."
            />
          </strong>
        </p>
      )}
      {lines.length === 0 && <p className="muted">{none}</p>}
      <ul>
        {lines.map((line) => (
          <li key={line.id}>
            <Link to="/releases/$item" params={{ item: line.id }}>
              {_((line.desk === "permissions" ? ACTS : DO)[line.do] ?? { id: line.do })} ·{" "}
              <span className="mono" translate="no">
                {line.ref}
              </span>
            </Link>{" "}
            <Tlp label={line.tlp} />
            <p className="muted">
              <bdi>{nameOf(line.author)}</bdi>, <When at={line.at} both={false} />,{" "}
              {_(STATE_WORDS[line.state] ?? { id: line.state })}
              {line.due !== null && (
                <>
                  {" · "}
                  <Trans>
                    Due <When at={line.due} both={false} />
                  </Trans>
                </>
              )}
              {line.review !== null && (
                <>
                  {" · "}
                  {line.review <= now ? (
                    <strong>
                      <Trans>
                        Review overdue since <When at={line.review} both={false} />
                      </Trans>
                    </strong>
                  ) : (
                    <Trans>
                      Review by <When at={line.review} both={false} />
                    </Trans>
                  )}
                </>
              )}
              {line.turn !== null && (
                <>
                  {" · "}
                  <Trans>
                    Handed on to <bdi>{nameOf(line.turn)}</bdi>
                  </Trans>
                </>
              )}
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}
