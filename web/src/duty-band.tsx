import { Trans, useLingui } from "@lingui/react/macro";
import { gapsOf, ROLES, type DutyView, type Role, type Shift } from "@setu/requests/duty.ts";
import { useOfficers } from "@setu/requests/screens/list-data.ts";
import { clockWords, useLang, usePlace, When, type Zone } from "@setu/ui";

const HOUR = 3_600_000;
const BEFORE = 4 * HOUR;
const SPAN = 24 * HOUR;
const STEP = 4 * HOUR;

/** Twenty-four hours around now, a lane an officer and role; every gap of the roster is said in words below. */
export function Band({ view }: { readonly view: DutyView }) {
  const { t } = useLingui();
  const { nameOf } = useOfficers();
  const { node, peer } = usePlace();
  const from = Math.floor((view.now - BEFORE) / HOUR) * HOUR;
  const until = from + SPAN;
  const inside = view.shifts.filter(({ begins, ends }) => ends > from && begins < until);
  const lanes = [...Map.groupBy(inside, ({ role, officer }) => `${role} ${officer}`).values()];
  const roleWord = (role: Role) => (role === "approver" ? t`approver` : t`desk`);
  return (
    <section className="panel" aria-labelledby="band">
      <h2 id="band">
        <Trans>Twenty-four hours</Trans>
      </h2>
      {lanes.length > 0 && (
        <div className="band" aria-hidden="true">
          <Ruler from={from} zone={node.zone} />
          {peer !== null && <Ruler from={from} zone={peer.zone} />}
          {lanes.map((shifts) => (
            <Lane
              key={`${shifts[0]?.role} ${shifts[0]?.officer}`}
              name={`${nameOf(shifts[0]?.officer ?? "")} · ${roleWord(shifts[0]?.role ?? "officer")}`}
              shifts={shifts}
              from={from}
              now={view.now}
            />
          ))}
        </div>
      )}
      <Gaps view={view} />
    </section>
  );
}

function Ruler({ from, zone }: { readonly from: number; readonly zone: Zone }) {
  const lang = useLang();
  const hours = Array.from({ length: SPAN / STEP }, (_, n) => from + n * STEP);
  return (
    <p className="ruler meta">
      {hours.map((at) => (
        <span key={at}>{clockWords(at, zone, lang)}</span>
      ))}
    </p>
  );
}

type LaneProps = {
  readonly name: string;
  readonly shifts: readonly Shift[];
  readonly from: number;
  readonly now: number;
};

/** In minutes, so that a shift is a rectangle of the picture and needs no style of its own. */
function Lane({ name, shifts, from, now }: LaneProps) {
  const minute = (at: number) => Math.min(Math.max((at - from) / 60_000, 0), SPAN / 60_000);
  return (
    <div className="lane">
      <p>
        <bdi>{name}</bdi>
      </p>
      <svg viewBox={`0 0 ${SPAN / 60_000} 10`} preserveAspectRatio="none">
        {shifts.map(({ id, begins, ends }) => (
          <rect
            key={id}
            className="shift"
            x={minute(begins)}
            width={minute(ends) - minute(begins)}
            height="10"
          />
        ))}
        <rect className="now" x={minute(now) - 2} width="4" height="10" />
      </svg>
    </div>
  );
}

/** Of each role that has a roster, when nobody is there in the next two days. */
function Gaps({ view }: { readonly view: DutyView }) {
  const found = ROLES.filter((role) => view.present[role].laid).flatMap((role) =>
    gapsOf(view.shifts, role, { from: view.now, until: view.until }).map((gap) => ({ role, ...gap })),
  );
  if (found.length === 0)
    return (
      <p className="muted">
        <Trans>No gap is known in the next two days.</Trans>
      </p>
    );
  return (
    <ul className="gaps">
      {found.map(({ role, from, until }) => (
        <li key={`${role} ${from}`}>
          {role === "approver" ? <Trans>Nobody approves:</Trans> : <Trans>Nobody at the desk:</Trans>}{" "}
          {until === view.until ? (
            <Trans>
              from <When at={from} both={false} />, and nobody is on the roster after that
            </Trans>
          ) : (
            <Trans>
              from <When at={from} both={false} /> until <When at={until} both={false} />
            </Trans>
          )}
        </li>
      ))}
    </ul>
  );
}
