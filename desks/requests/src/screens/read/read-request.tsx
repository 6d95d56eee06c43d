import { useLingui as useI18n } from "@lingui/react";
import { Trans, useLingui } from "@lingui/react/macro";
import { Notice } from "@setu/ui";
import type { HeldAct, RequestView } from "../../api.ts";
import type { LogHead, ReadPage } from "../../read-pages.ts";
import { ClockPanel, Due } from "../clock-panel.tsx";
import { DueNotices } from "../due-notices.tsx";
import { Facts } from "../facts.tsx";
import { IntakePanel } from "../intake-panel.tsx";
import { Caution } from "../line.tsx";
import { Restricted } from "../restricted.tsx";
import { Suspended } from "../suspended.tsx";
import { WrittenText } from "../translated.tsx";
import { DO, STATUS } from "../words.ts";
import { requestPath, useReading } from "./links.ts";
import { ReadAct } from "./read-act.tsx";
import { ReadOurs } from "./read-ours.tsx";

type Props = Extract<ReadPage, { readonly kind: "request" }>;

/** A request whole: what is asked, its clock, the thread, our own half, and the signed logs that it stands on. */
export function ReadRequest({ view, logs }: Props) {
  const { _ } = useI18n();
  const { t } = useLingui();
  const { href, nameOf } = useReading();
  const { intake } = view.ours;
  const title = view.title ?? t`No title`;
  return (
    <>
      <h1 lang={view.lang ?? undefined}>
        <bdi>{title}</bdi>
      </h1>
      <Caution text={title} />
      <p>
        <span className="mono" translate="no">
          {view.ref}
        </span>{" "}
        · <Due clock={view.clock} /> · {_(STATUS[view.status] ?? { id: view.status })}
      </p>
      {intake === null && (
        <p className="screen">
          <a href={href(`${requestPath(view.item)}/assistance`)}>
            <Trans>Print a package for mutual legal assistance</Trans>
          </a>
        </p>
      )}
      <Restricted view={view} />
      <Suspended view={view} linked={false} />
      {view.held.map((act) => (
        <Held key={act.id} act={act} />
      ))}
      {intake === null ? <Crossing view={view} /> : <IntakePanel intake={intake} name={nameOf(intake.by)} />}
      <ReadOurs view={view} />
      {intake === null && <StandsOn view={view} logs={logs} />}
    </>
  );
}

/** What both sides have. */
export function Crossing({ view }: Pick<Props, "view">) {
  return (
    <>
      <section aria-labelledby="facts">
        <h2 id="facts">
          <Trans>What is asked</Trans>
        </h2>
        <Facts view={view} />
      </section>
      <DueNotices view={view} onSayLate={null} onClose={null} />
      <ClockPanel row={view} suspended={view.suspended} />
      <section aria-labelledby="timeline">
        <h2 id="timeline">
          <Trans>What happened</Trans>
        </h2>
        <ol className="timeline">
          {view.timeline.map((act) => (
            <ReadAct
              key={act.id}
              item={view.item}
              act={act}
              translations={view.ours.translations}
              mark={view.mark}
            />
          ))}
        </ol>
      </section>
    </>
  );
}

/** What our side wrote and has not sent. */
function Held({ act }: { readonly act: HeldAct }) {
  const { _ } = useI18n();
  const { nameOf } = useReading();
  return (
    <Notice tone="warning">
      <p>
        <strong>
          {act.returned === null ? (
            <Trans>Not sent yet: {_(DO[act.do] ?? { id: act.do })}.</Trans>
          ) : (
            <Trans>Came back and was not sent: {_(DO[act.do] ?? { id: act.do })}.</Trans>
          )}
        </strong>{" "}
        <bdi>{nameOf(act.officer)}</bdi>
      </p>
      {act.body !== null && <WrittenText body={act.body} />}
    </Notice>
  );
}

/** The heads and the signed logs by which all of it can be found again. */
export function StandsOn({ view, logs }: { readonly view: RequestView; readonly logs: readonly LogHead[] }) {
  return (
    <section aria-labelledby="heads">
      <h2 id="heads">
        <Trans>What this page stands on</Trans>
      </h2>
      <dl className="facts">
        <dt>
          <Trans>Our last act on this request</Trans>
        </dt>
        <dd className="mono hash">{view.after[0] ?? "–"}</dd>
        <dt>
          <Trans>Their last act on this request</Trans>
        </dt>
        <dd className="mono hash">{view.after[1] ?? "–"}</dd>
        {logs.map((log) => (
          <LogLine key={log.origin} log={log} />
        ))}
      </dl>
    </section>
  );
}

function LogLine({ log: { side, origin, size, root } }: { readonly log: LogHead }) {
  return (
    <>
      <dt>
        {side === "us" ? <Trans>Our signed log</Trans> : <Trans>Their signed log, as it is here</Trans>}
      </dt>
      <dd>
        <span className="mono hash">{origin}</span>: <Trans>{size} entries, root</Trans>{" "}
        <span className="mono hash">{root}</span>
      </dd>
    </>
  );
}

/** For the edge of a printed page: the logs in one line. */
export function LogEdge({ logs }: { readonly logs: readonly LogHead[] }) {
  return logs.map(({ origin, size, root }) => (
    <span key={origin} className="mono hash edge-log">
      {origin} {size} {root}{" "}
    </span>
  ));
}
