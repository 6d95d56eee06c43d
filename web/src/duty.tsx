import { msg } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import type { DutyView, Role } from "@setu/requests/duty.ts";
import { ROLES } from "@setu/requests/duty.ts";
import { useDuty } from "@setu/requests/screens/duty-data.ts";
import { useOfficers } from "@setu/requests/screens/list-data.ts";
import {
  LoadProblem,
  Notice,
  ScreenKeys,
  useLang,
  usePageKey,
  usePlace,
  When,
  useWindowTitle,
} from "@setu/ui";
import { useCallback, useState } from "react";
import { Band } from "./duty-band.tsx";
import { Brakes } from "./duty-brakes.tsx";
import { HandOver, LayDown, Take } from "./duty-forms.tsx";
import { ShiftTable } from "./duty-shifts.tsx";
import "./duty.css";

const HELP = [
  { keys: ["T"], does: msg`Take duty` },
  { keys: ["H"], does: msg`Hand over` },
  { keys: ["?"], does: msg`Show this sheet` },
];

/** Who is there, who comes, when nobody does, and what was handed over. */
export default function DutyScreen() {
  const { t } = useLingui();
  const { data, error, refetch } = useDuty();
  const title = t({ context: "screen", message: "Duty" });
  useWindowTitle(title);
  return (
    <div className="duty">
      <h1>{title}</h1>
      {error !== null && data === undefined && <LoadProblem error={error} retry={() => void refetch()} />}
      {data !== undefined && <Duty view={data} />}
      <ScreenKeys help={HELP} />
    </div>
  );
}

function Duty({ view }: { readonly view: DutyView }) {
  const { officer } = usePlace();
  const [doing, setDoing] = useState<"take" | "hand-over" | null>(null);
  const mine = ROLES.filter((role) =>
    view.shifts.some(
      (shift) =>
        shift.officer === officer.id &&
        shift.role === role &&
        shift.begins <= view.now &&
        shift.ends > view.now,
    ),
  );
  const [canTake, canHand] = [view.may.length > 0, mine.length > 0];
  const take = useCallback(() => canTake && setDoing("take"), [canTake]);
  const handOver = useCallback(() => canHand && setDoing("hand-over"), [canHand]);
  usePageKey("t", take);
  usePageKey("h", handOver);
  const done = () => setDoing(null);
  return (
    <>
      {ROLES.map((role) => (
        <Now key={role} role={role} view={view} />
      ))}
      <div className="actions">
        {canTake && (
          <button type="button" className="button" aria-keyshortcuts="t" onClick={take}>
            <Trans>Take duty…</Trans>
          </button>
        )}
        {canHand && (
          <button type="button" className="button" aria-keyshortcuts="h" onClick={handOver}>
            <Trans>Hand over…</Trans>
          </button>
        )}
      </div>
      {doing === "take" && <Take view={view} onDone={done} />}
      {doing === "hand-over" && <HandOver view={view} mine={mine} onDone={done} />}
      <Band view={view} />
      <Handovers view={view} />
      <ShiftTable view={view} />
      {view.mayLead && <LayDown view={view} />}
      {view.mayLead && <Brakes />}
    </>
  );
}

/** One role in a sentence: who is there until when, or from when on somebody is. */
function Now({ role, view }: { readonly role: Role; readonly view: DutyView }) {
  const lang = useLang();
  const { nameOf } = useOfficers();
  const { laid, now, until, next } = view.present[role];
  const names = new Intl.ListFormat(lang).format(now.map(nameOf));
  const approver = role === "approver";
  if (!laid)
    return (
      <p>
        {approver ? (
          <Trans>
            No roster of approvers is laid down: whoever may approve and is accredited counts as on duty.
          </Trans>
        ) : (
          <Trans>No roster of the desk is laid down: whoever is accredited counts as on duty.</Trans>
        )}
      </p>
    );
  if (now.length > 0)
    return (
      <p>
        <strong>{approver ? <Trans>Approves now:</Trans> : <Trans>On duty now:</Trans>}</strong>{" "}
        <bdi>{names}</bdi>
        {until !== null && (
          <>
            {" · "}
            <Trans>
              without a gap until <When at={until} />
            </Trans>
          </>
        )}
      </p>
    );
  return (
    <Notice tone="warning">
      <p>
        <strong>
          {approver ? <Trans>No approver is on duty.</Trans> : <Trans>Nobody is on duty at the desk.</Trans>}
        </strong>{" "}
        {next === null ? (
          <Trans>Nobody is on the roster after now.</Trans>
        ) : (
          <Trans>
            The next one comes at <When at={next} />.
          </Trans>
        )}
      </p>
    </Notice>
  );
}

function Handovers({ view }: { readonly view: DutyView }) {
  const { nameOf } = useOfficers();
  return (
    <section className="panel" aria-labelledby="handovers">
      <h2 id="handovers">
        <Trans>Handed over</Trans>
      </h2>
      {view.handovers.length === 0 && (
        <p className="muted">
          <Trans>Nothing was handed over yet.</Trans>
        </p>
      )}
      <ol className="handovers">
        {view.handovers.map(({ id, at, by, officer, note }) => (
          <li key={id}>
            <p className="muted">
              <When at={at} both={false} /> · <bdi>{nameOf(by)}</bdi> →{" "}
              {officer === null ? <Trans>nobody</Trans> : <bdi>{nameOf(officer)}</bdi>}
            </p>
            <p className="note">{note === "" ? <Trans>Without a note.</Trans> : note}</p>
          </li>
        ))}
      </ol>
    </section>
  );
}
