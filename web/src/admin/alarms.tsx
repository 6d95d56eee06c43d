import { useLingui as useI18n } from "@lingui/react";
import { Trans, useLingui } from "@lingui/react/macro";
import { MAX_BECAUSE, type AlarmList, type AlarmRow } from "@setu/requests/administration.ts";
import { LoadProblem, Notice, problemOf, TextField, When } from "@setu/ui";
import { useState } from "react";
import { Health } from "../link-health.tsx";
import { useLink } from "../link-state.tsx";
import { ProvingProblem } from "../proving-problem.tsx";
import { useProving } from "../proving.ts";
import { keyOf, postTo } from "./admin-data.ts";

/** Alarms that nobody has looked into first; then the link in figures, as every officer sees it. */
export function AlarmsPart({ data }: { readonly data: AlarmList }) {
  const { data: link, error, refetch } = useLink();
  const open = data.rows.filter(({ acknowledged }) => acknowledged === null);
  const done = data.rows.filter(({ acknowledged }) => acknowledged !== null);
  return (
    <>
      <section className="panel" aria-labelledby="open-alarms">
        <h2 id="open-alarms">
          <Trans>Alarms that nobody has looked into</Trans> <span className="figures">({open.length})</span>
        </h2>
        <p className="muted">
          <Trans>To acknowledge an alarm changes nothing of the link: what was stopped stays stopped.</Trans>
        </p>
        {open.length === 0 && (
          <p>
            <Trans context="alarms">None.</Trans>
          </p>
        )}
        {open.map((alarm) => (
          <Alarm key={alarm.no} alarm={alarm} />
        ))}
      </section>
      {done.length > 0 && (
        <section className="panel" aria-labelledby="done-alarms">
          <h2 id="done-alarms">
            <Trans>Looked into</Trans> <span className="figures">({done.length})</span>
          </h2>
          {done.map((alarm) => (
            <article key={alarm.no} aria-label={alarm.code}>
              <What alarm={alarm} />
              {alarm.acknowledged !== null && (
                <p>
                  <bdi>{alarm.acknowledged.because}</bdi>{" "}
                  <span className="muted">
                    <span className="mono" translate="no">
                      {alarm.acknowledged.by}
                    </span>
                    , <When at={alarm.acknowledged.at} both={false} />
                  </span>
                </p>
              )}
            </article>
          ))}
        </section>
      )}
      {error !== null && link === undefined && <LoadProblem error={error} retry={() => void refetch()} />}
      {link !== undefined && <Health view={{ ...link, alarms: [] }} />}
    </>
  );
}

function What({ alarm: { code, lane, at, evidence } }: { readonly alarm: AlarmRow }) {
  const { _ } = useI18n();
  return (
    <>
      <p>
        <strong>{_(problemOf(code).what)}</strong> {_(problemOf(code).next)}
      </p>
      <p className="meta">
        <span className="mono" translate="no">
          {code} {lane}
        </span>{" "}
        <When at={at} both={false} />
      </p>
      <p className="meta mono evidence">{evidence}</p>
    </>
  );
}

function Alarm({ alarm }: { readonly alarm: AlarmRow }) {
  const { t } = useLingui();
  const [because, setBecause] = useState("");
  const deed = useProving<void>(keyOf("alarms"));
  const empty = because.trim() === "";
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (!empty && !deed.isPending)
          deed.mutate(() => postTo(`alarms/${alarm.no}/acknowledge`, { because: because.trim() }));
      }}
    >
      <Notice tone="warning">
        <What alarm={alarm} />
      </Notice>
      <TextField
        label={t`What you found, and why it needs no more`}
        value={because}
        onChange={setBecause}
        rows={2}
        max={MAX_BECAUSE}
      />
      {deed.error !== null && <ProvingProblem error={deed.error} />}
      <button type="submit" className="button" aria-disabled={empty || deed.isPending}>
        <Trans context="button">Acknowledge</Trans>
      </button>
    </form>
  );
}
