import { useLingui as useI18n } from "@lingui/react";
import { Trans, useLingui } from "@lingui/react/macro";
import { Moment, Tlp, useLang, usePlace, When } from "@setu/ui";
import type { Marking } from "@setu/core";
import type { RequestView, TimelineAct } from "../api.ts";
import { agencyName } from "./agencies.ts";
import { ActHeading, ActText } from "./act.tsx";
import { ClockPanel } from "./clock-panel.tsx";
import { Delivery } from "./delivery.tsx";
import { Facts } from "./facts.tsx";
import { sizeWords } from "./files-field.tsx";
import { Author, Caution, Line } from "./line.tsx";
import { MarkingLine, sameMarking } from "./marking-fields.tsx";

type Props = { readonly view: RequestView; readonly now: number };

/** A request on paper. TLP 2.0 wants its label at the head and the foot of each page. */
export function PrintRequest({ view, now }: Props) {
  const { t } = useLingui();
  return (
    <div className="sheet">
      <header className="sheet-edge">
        <Edge view={view} now={now} />
      </header>
      <main>
        <h1 lang={view.lang ?? undefined}>
          <bdi>{view.title ?? t`No title`}</bdi>
        </h1>
        <Caution text={view.title ?? ""} />
        <section aria-labelledby="facts">
          <h2 id="facts">
            <Trans>What is asked</Trans>
          </h2>
          <Facts view={view} />
        </section>
        <ClockPanel row={view} />
        <section aria-labelledby="timeline">
          <h2 id="timeline">
            <Trans>What happened</Trans>
          </h2>
          <ol className="timeline">
            {view.timeline.map((act) => (
              <PrintedAct key={act.id} act={act} mark={view.mark} />
            ))}
          </ol>
        </section>
        <section aria-labelledby="heads">
          <h2 id="heads">
            <Trans>What this page stands on</Trans>
          </h2>
          <dl className="facts">
            <dt>
              <Trans>Our last act on this request</Trans>
            </dt>
            <dd className="mono">{view.after[0] ?? "–"}</dd>
            <dt>
              <Trans>Their last act on this request</Trans>
            </dt>
            <dd className="mono">{view.after[1] ?? "–"}</dd>
          </dl>
        </section>
      </main>
      <footer className="sheet-edge">
        <Edge view={view} now={now} />
      </footer>
    </div>
  );
}

function Edge({ view, now }: Props) {
  const { officer, node } = usePlace();
  const lang = useLang();
  const agency = agencyName(officer.agency, lang);
  return (
    <p>
      <Tlp label={view.tlp} />{" "}
      <strong className="mono" translate="no">
        {view.ref}
      </strong>{" "}
      <span>
        <Trans>
          Printed by {officer.name}, {agency}
        </Trans>
        , <Moment at={now} zone={node.zone} />
      </span>
    </p>
  );
}

function PrintedAct({ act, mark }: { readonly act: TimelineAct; readonly mark: Marking }) {
  const { i18n } = useI18n();
  return (
    <li className={`act ${act.side}`}>
      <h3>
        <ActHeading act={act} />
      </h3>
      <p className="meta">
        <When at={act.at} />
        {act.by !== null && (
          <>
            {" · "}
            <Author by={act.by} />
          </>
        )}
      </p>
      <ActText act={act} />
      {act.attachments.length > 0 && (
        <ul>
          {act.attachments.map((file) => (
            <li key={file.a}>
              <Line text={file.name} /> ({sizeWords(file.size, i18n.locale)}){" "}
              <span className="mono hash">{file.a}</span>
            </li>
          ))}
        </ul>
      )}
      {!sameMarking(act.mark, mark) && (
        <p className="meta">
          <MarkingLine mark={act.mark} />
        </p>
      )}
      {act.side === "us" && <Delivery delivery={act.delivery} />}
      <p className="meta">
        <Trans>
          Record: <span className="mono hash">{act.id}</span>
        </Trans>
        {act.pos !== null && (
          <>
            {" · "}
            <Trans>position {act.pos} in its side’s signed log</Trans>
          </>
        )}
      </p>
    </li>
  );
}
