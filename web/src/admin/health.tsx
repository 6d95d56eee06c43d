import { useLingui as useI18n } from "@lingui/react";
import { Trans, useLingui } from "@lingui/react/macro";
import { QUEUES, type HealthView, type LoopState } from "@setu/requests/administration.ts";
import { Notice, problemOf, When } from "@setu/ui";
import { QUEUE_WORDS } from "./admin-words.ts";

const GIB = 2 ** 30;
/** From here on somebody has to make room: as the doctor of the command line has it. */
const LITTLE = 2 * GIB;

/** How the machine is, for who looks after it: what needs a person first, then numbers. */
export function HealthPart({ data }: { readonly data: HealthView }) {
  const failing = data.loops.filter((loop) => loop.failing !== null);
  const full = data.disk.free < LITTLE;
  return (
    <>
      <Wrong data={data} failing={failing} full={full} />
      <Room data={data} />
      <Waiting queues={data.queues} />
      <Loops loops={data.loops} />
      <Versions data={data} />
    </>
  );
}

type WrongProps = {
  readonly data: HealthView;
  readonly failing: readonly LoopState[];
  readonly full: boolean;
};

function Wrong({ data: { guards, policy }, failing, full }: WrongProps) {
  const { _ } = useI18n();
  const differ = policy.peer !== null && policy.peer !== policy.own;
  if (guards.fault === null && failing.length === 0 && !full)
    return (
      <section className="panel" aria-labelledby="health-now">
        <h2 id="health-now">
          <Trans>Now</Trans>
        </h2>
        <p>
          <Trans>Nothing needs a person.</Trans>{" "}
          {differ && <Trans>The rules of the two nodes differ, as they may.</Trans>}
        </p>
      </section>
    );
  return (
    <section aria-labelledby="health-now">
      <h2 id="health-now">
        <Trans>Needs a person</Trans>
      </h2>
      {guards.fault !== null && (
        <Notice tone="error">
          <strong>{_(problemOf(guards.fault).what)}</strong> {_(problemOf(guards.fault).next)}
        </Notice>
      )}
      {full && (
        <Notice tone="warning">
          <Trans>
            The disk is nearly full. A full disk stops the node; nothing that it has acknowledged is lost.
          </Trans>
        </Notice>
      )}
      {failing.map(
        ({ name, failing: fault }) =>
          fault !== null && (
            <Notice tone="warning" key={name}>
              <Trans>
                The loop{" "}
                <span className="mono" translate="no">
                  {name}
                </span>{" "}
                fails since <When at={fault.since} both={false} />
              </Trans>{" "}
              <span className="mono" translate="no">
                {fault.code}
              </span>
            </Notice>
          ),
      )}
    </section>
  );
}

/** The words beside it say the same. */
const Bar = ({ share, tone = "" }: { readonly share: number; readonly tone?: string }) => (
  <svg viewBox="0 0 100 8" preserveAspectRatio="none" className="gauge" aria-hidden="true" focusable="false">
    <rect className="ground" width="100" height="8" />
    <rect className={`share ${tone}`} width={Math.min(1, Math.max(0, share)) * 100} height="8" />
  </svg>
);

function useBytes(): (bytes: number) => string {
  const { i18n } = useLingui();
  return (bytes) =>
    bytes >= GIB
      ? i18n.number(bytes / GIB, { style: "unit", unit: "gigabyte", maximumFractionDigits: 1 })
      : i18n.number(bytes / 2 ** 20, { style: "unit", unit: "megabyte", maximumFractionDigits: 1 });
}

function Room({ data: { database, disk } }: { readonly data: HealthView }) {
  const bytes = useBytes();
  return (
    <section className="panel" aria-labelledby="room">
      <h2 id="room">
        <Trans>Room</Trans>
      </h2>
      <dl className="facts">
        <dt>
          <Trans>Disk of the node</Trans>
        </dt>
        <dd>
          <Bar share={1 - disk.free / disk.total} tone={disk.free < LITTLE ? "overdue" : ""} />
          <Trans>
            {bytes(disk.free)} free of {bytes(disk.total)}
          </Trans>
        </dd>
        <dt>
          <Trans>Database</Trans>
        </dt>
        <dd>
          <Bar share={database.bytes / disk.total} />
          {bytes(database.bytes)}
          {", "}
          {database.embedded ? <Trans>embedded in the node</Trans> : <Trans>on a server of its own</Trans>}
        </dd>
      </dl>
    </section>
  );
}

function Waiting({ queues }: Pick<HealthView, "queues">) {
  const { _, i18n } = useI18n();
  const most = Math.max(10, ...Object.values(queues));
  return (
    <section className="panel" aria-labelledby="queues">
      <h2 id="queues">
        <Trans>What waits</Trans>
      </h2>
      <dl className="facts">
        {QUEUES.map((queue) => (
          <div key={queue} className="fact">
            <dt>{_(QUEUE_WORDS[queue])}</dt>
            <dd>
              <Bar share={queues[queue] / most} />
              {i18n.number(queues[queue])}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Loops({ loops }: Pick<HealthView, "loops">) {
  return (
    <section className="panel" aria-labelledby="loops">
      <h2 id="loops">
        <Trans>Work in the background, of this process</Trans>
      </h2>
      <dl className="facts">
        {loops.map(({ name, last, failing }) => (
          <div key={name} className="fact">
            <dt className="mono" translate="no">
              {name}
            </dt>
            <dd>
              {failing !== null ? (
                <Trans context="loop">fails</Trans>
              ) : last === null ? (
                <Trans context="loop">has not run yet</Trans>
              ) : (
                <Trans context="loop">
                  went well, last <When at={last} both={false} />
                </Trans>
              )}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** The beginning of a hash, in groups that two people can read out. */
const spoken = (hash: string): string => (hash.slice(0, 24).match(/.{4}/g) ?? []).join(" ");

function Versions({ data: { started, versions, guards, policy } }: { readonly data: HealthView }) {
  return (
    <section className="panel" aria-labelledby="versions">
      <h2 id="versions">
        <Trans>Versions and walls</Trans>
      </h2>
      <dl className="facts">
        <dt>
          <Trans>Running since</Trans>
        </dt>
        <dd>
          <When at={started} both={false} />
        </dd>
        <dt>
          <Trans>Program, runtime, database</Trans>
        </dt>
        <dd className="mono" translate="no">
          {versions.program} · {versions.runtime} · {versions.database}
        </dd>
        <dt>
          <Trans>Workflows that we speak</Trans>
        </dt>
        <dd className="mono" translate="no">
          {versions.workflows.join(", ")}
        </dd>
        <dt>
          <Trans>Both walls last looked at</Trans>
        </dt>
        <dd>{guards.at === null ? <Trans>Not yet</Trans> : <When at={guards.at} both={false} />}</dd>
        <dt>
          <Trans>Our rules</Trans>
        </dt>
        <dd className="mono" translate="no">
          {spoken(policy.own)}
        </dd>
        <dt>
          <Trans>Their rules</Trans>
        </dt>
        <dd className="mono" translate="no">
          {policy.peer === null ? "–" : spoken(policy.peer)}
        </dd>
      </dl>
    </section>
  );
}
