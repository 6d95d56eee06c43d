import { useLingui as useI18n } from "@lingui/react";
import { Plural, Trans } from "@lingui/react/macro";
import { KEPT_FOR, type PurgeRun, type PurgeView } from "@setu/requests/disposal.ts";
import { Notice, problemOf, When } from "@setu/ui";
import { ProvingProblem } from "../proving-problem.tsx";
import { useProving } from "../proving.ts";
import { keyOf, postTo } from "./admin-data.ts";
import { CLASS_WORDS, KEPT_FOR_WORDS } from "./admin-words.ts";

/** What the rule destroys by date: what it is about to, what it keeps and why, how the last run went. Numbers alone. */
export function PurgePart({ data }: { readonly data: PurgeView }) {
  const { _ } = useI18n();
  return (
    <>
      {data.late && (
        <Notice tone="warning">
          <strong>{_(problemOf("PURGE_LATE").what)}</strong>
        </Notice>
      )}
      <Run data={data} />
      <Due data={data} />
      <Rules data={data} />
    </>
  );
}

function Run({ data: { last, destroyed, unwritten, rules } }: { readonly data: PurgeView }) {
  const deed = useProving<void>(keyOf("purge"));
  const running = last !== null && last.ended === null;
  return (
    <section className="panel" aria-labelledby="purge-run">
      <h2 id="purge-run">{running ? <Trans>A run is under way</Trans> : <Trans>The last run</Trans>}</h2>
      <div role="status">
        {last === null ? (
          <p>
            <Trans>There has been none.</Trans>
          </p>
        ) : (
          <Told run={last} />
        )}
      </div>
      <p className="muted">
        <Plural
          value={destroyed}
          one="# record has been destroyed on this node since it began."
          other="# records have been destroyed on this node since it began."
        />{" "}
        {unwritten > 0 && (
          <Plural
            value={unwritten}
            one="Of # of them the database still has to write over the room that it took."
            other="Of # of them the database still has to write over the room that they took."
          />
        )}
      </p>
      {deed.error !== null && <ProvingProblem error={deed.error} />}
      {(running || rules.length > 0) && (
        <button
          type="button"
          className="button"
          aria-disabled={deed.isPending}
          onClick={() => {
            if (!deed.isPending) deed.mutate(() => postTo(running ? "purge/stop" : "purge/begin"));
          }}
        >
          {running ? (
            <Trans context="button">Stop this run</Trans>
          ) : (
            <Trans context="button">Begin a run now</Trans>
          )}
        </button>
      )}
    </section>
  );
}

function Told({ run: { began, ended, destroyed, kept, stoppedBy } }: { readonly run: PurgeRun }) {
  return (
    <dl className="facts">
      <dt>
        <Trans>Began</Trans>
      </dt>
      <dd>
        <When at={began} both={false} />
      </dd>
      <dt>
        <Trans context="run">Ended</Trans>
      </dt>
      <dd>
        {ended === null ? <Trans>Not yet: it goes on by itself</Trans> : <When at={ended} both={false} />}
        {stoppedBy !== null && (
          <>
            {", "}
            <Trans>
              stopped by{" "}
              <span className="mono" translate="no">
                {stoppedBy}
              </span>
            </Trans>
          </>
        )}
      </dd>
      <dt>
        <Trans>Matters destroyed</Trans>
      </dt>
      <dd className="figures">{destroyed}</dd>
      <dt>
        <Trans>Matters kept although their time had come</Trans>
      </dt>
      <dd className="figures">{kept}</dd>
    </dl>
  );
}

function Due({ data: { due, soon, kept, more } }: { readonly data: PurgeView }) {
  const { _ } = useI18n();
  return (
    <section className="panel" aria-labelledby="purge-due">
      <h2 id="purge-due">
        <Trans>What comes next</Trans>
      </h2>
      {more && (
        <p>
          <Trans>There is more than was counted here.</Trans>
        </p>
      )}
      <dl className="facts">
        <dt>
          <Trans>Matters that the next run destroys</Trans>
        </dt>
        <dd className="figures">{due}</dd>
        <dt>
          <Trans>Matters whose time comes within 30 days</Trans>
        </dt>
        <dd className="figures">{soon}</dd>
        {KEPT_FOR.filter((why) => kept[why] > 0).map((why) => (
          <div key={why} className="fact">
            <dt>{_(KEPT_FOR_WORDS[why])}</dt>
            <dd className="figures">{kept[why]}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Rules({ data: { rules } }: { readonly data: PurgeView }) {
  const { _ } = useI18n();
  return (
    <section className="panel" aria-labelledby="purge-rules">
      <h2 id="purge-rules">
        <Trans>The rule</Trans>
      </h2>
      {rules.length === 0 ? (
        <p>
          <Trans>
            The configuration of this node names no period: nothing is destroyed by date, and what is to be
            destroyed two persons decide.
          </Trans>
        </p>
      ) : (
        <dl className="facts">
          {rules.map(({ class: name, days }) => (
            <div key={name} className="fact">
              <dt>{_(CLASS_WORDS[name])}</dt>
              <dd>
                <Plural
                  value={days}
                  one="# day after the last that happened in it"
                  other="# days after the last that happened in it"
                />
              </dd>
            </div>
          ))}
        </dl>
      )}
      <p className="muted">
        <Trans>
          Texts, files and their keys are destroyed; the signed acts remain, and the home log attests each
          record. It says nothing of copies elsewhere.
        </Trans>
      </p>
    </section>
  );
}
