import { useLingui as useI18n } from "@lingui/react";
import { Plural, Trans } from "@lingui/react/macro";
import type { LinkView } from "@setu/requests/api.ts";
import { Notice, problemOf, useLang, usePlace, When } from "@setu/ui";
import type { ReactNode } from "react";
import { CarriedFiles } from "./link-files.tsx";
import { LinkSentence } from "./link-state.tsx";
import { Witnesses } from "./link-witnesses.tsx";

/** The link in figures that both offices can read out to each other. */
export function Health({ view }: { readonly view: LinkView }) {
  return (
    <>
      <section className="panel" aria-labelledby="state">
        <h2 id="state">
          <Trans>State</Trans>
        </h2>
        <p>
          <LinkSentence view={view} />
        </p>
        <dl className="facts">
          {view.lastHeard !== null && view.road !== "file" && (
            <Fact name={<Trans>Last heard</Trans>}>
              <When at={view.lastHeard} />
            </Fact>
          )}
          {view.tls !== null && (
            <>
              <Fact name={<Trans>Encryption of the line</Trans>}>
                <span translate="no">{view.tls.protocol}</span>
              </Fact>
              <Fact name={<Trans>Key agreement</Trans>}>
                <span className="mono" translate="no">
                  {view.tls.group}
                </span>
              </Fact>
            </>
          )}
          {view.versions !== undefined && view.road !== "file" && <VersionFacts of={view.versions} />}
        </dl>
      </section>
      <Alarms view={view} />
      {view.lanes.map((lane) => (
        <Lane key={lane.lane} lane={lane} />
      ))}
      <CarriedFiles view={view} />
      <Witnesses of={view.witnesses} />
      <Cards view={view} />
      <Policies view={view} />
    </>
  );
}

const Fact = ({ name, children }: { readonly name: ReactNode; readonly children: ReactNode }) => (
  <>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </>
);

/** A node of before they were said says nothing, and speaks the first. */
const VersionFacts = ({ of }: { readonly of: NonNullable<LinkView["versions"]> }) => (
  <>
    <Fact name={<Trans>Versions of the link, ours / theirs</Trans>}>
      {of.own.join(", ")} / {of.peer === null ? <Trans>not said</Trans> : of.peer.join(", ")}
    </Fact>
    <Fact name={<Trans>Version in use</Trans>}>{of.common ?? <Trans>none in common</Trans>}</Fact>
  </>
);

function Alarms({ view }: { readonly view: LinkView }) {
  const { _ } = useI18n();
  if (view.alarms.length === 0) return null;
  return (
    <section aria-labelledby="alarms">
      <h2 id="alarms">
        <Trans>Alarms</Trans>
      </h2>
      {view.alarms.map((alarm) => (
        <Notice tone="error" key={`${alarm.code} ${alarm.at}`}>
          <p>
            <strong>{_(problemOf(alarm.code).what)}</strong> {_(problemOf(alarm.code).next)}
          </p>
          <p className="meta">
            <span className="mono" translate="no">
              {alarm.code} {alarm.lane}
            </span>{" "}
            <When at={alarm.at} />
          </p>
          <p className="meta mono">{alarm.evidence}</p>
        </Notice>
      ))}
    </section>
  );
}

/** One lane: two whole numbers a side, which the other office can read out for comparison. */
function Lane({ lane }: { readonly lane: LinkView["lanes"][number] }) {
  const lang = useLang();
  const { peer } = usePlace();
  const there = peer?.name[lang] ?? "";
  const seconds = Math.ceil(lane.lag / 1000);
  const { theirs } = lane;
  const except = theirs.except.join(", ");
  return (
    <section className="panel" aria-label={lane.lane}>
      <h2>{lane.lane === "flash" ? <Trans>Lane: flash</Trans> : <Trans>Lane: main</Trans>}</h2>
      <dl className="facts figures">
        <Fact name={<Trans>Ours, signed / held there</Trans>}>
          {lane.size} / {lane.cosigned}
        </Fact>
        <Fact name={<Trans>Ours, checked there</Trans>}>{lane.applied}</Fact>
        {lane.closed !== null && (
          <Fact name={<Trans>Ours, cannot be read since a restore</Trans>}>
            <Trans>from entry {lane.closed} on; its keys are asked for</Trans>
          </Fact>
        )}
        <Fact name={<Trans>Theirs, held here / checked here</Trans>}>
          {theirs.held} / {theirs.applied}
        </Fact>
        {theirs.except.length > 0 && <Fact name={<Trans>Theirs, could not be taken</Trans>}>{except}</Fact>}
        {lane.pending > 0 && (
          <Fact name={<Trans>Saved here, not yet signed</Trans>}>
            <Plural value={lane.pending} one="# act" other="# acts" />
          </Fact>
        )}
        <Fact name={<Trans>Longest wait</Trans>}>
          {seconds === 0 ? (
            <Trans>Nothing waits for {there}.</Trans>
          ) : (
            <Plural value={seconds} one="# second" other="# seconds" />
          )}
        </Fact>
      </dl>
    </section>
  );
}

function Cards({ view }: { readonly view: LinkView }) {
  return (
    <section className="panel" aria-labelledby="cards">
      <h2 id="cards">
        <Trans>Fingerprints of the cards</Trans>
      </h2>
      <p className="muted">
        <Trans>Read them aloud by telephone. Both offices must see the same two lines.</Trans>
      </p>
      <dl className="facts">
        <Fact name={<Trans>Our card</Trans>}>
          <span className="mono" translate="no">
            {view.card.own}
          </span>
        </Fact>
        {view.card.peer !== null && (
          <Fact name={<Trans>Their card</Trans>}>
            <span className="mono" translate="no">
              {view.card.peer}
            </span>
          </Fact>
        )}
      </dl>
    </section>
  );
}

/** The beginning of a hash, in groups that two people can read out. */
const spoken = (hash: string): string => (hash.slice(0, 24).match(/.{4}/g) ?? []).join(" ");

function Policies({ view }: { readonly view: LinkView }) {
  if (view.policy === null) return null;
  const { own, peer } = view.policy;
  return (
    <section className="panel" aria-labelledby="policies">
      <h2 id="policies">
        <Trans>Rules on who sees what</Trans>
      </h2>
      <p className="muted">
        <Trans>
          The beginning of the hash of the rules that each node applies. Theirs is what their node says.
        </Trans>
      </p>
      <dl className="facts">
        <Fact name={<Trans>Our rules</Trans>}>
          <span className="mono" translate="no">
            {spoken(own)}
          </span>
        </Fact>
        <Fact name={<Trans>Their rules</Trans>}>
          {peer === null ? (
            <Trans>Not heard yet</Trans>
          ) : (
            <span className="mono" translate="no">
              {spoken(peer)}
            </span>
          )}
        </Fact>
      </dl>
    </section>
  );
}
