import { Trans, useLingui } from "@lingui/react/macro";
import type { DutyView } from "@setu/requests/duty.ts";
import { useDutyDeed } from "@setu/requests/screens/duty-data.ts";
import { useOfficers } from "@setu/requests/screens/list-data.ts";
import { Problem, When } from "@setu/ui";

/** What the picture shows, in words; and where a shift is taken off the roster again. */
export function ShiftTable({ view }: { readonly view: DutyView }) {
  const { t } = useLingui();
  const { nameOf } = useOfficers();
  const { mutate, error, isPending } = useDutyDeed();
  const shifts = view.shifts
    .filter(({ ends }) => ends > view.now)
    .map((shift) => ({ ...shift, name: nameOf(shift.officer) }));
  if (shifts.length === 0) return null;
  return (
    <section className="panel" aria-labelledby="shifts">
      <h2 id="shifts">
        <Trans>On the roster, from now on</Trans>
      </h2>
      {error !== null && <Problem error={error} />}
      <ul className="shifts">
        {shifts.map(({ id, name, role, begins, ends }) => (
          <li key={id}>
            <p>
              <strong>
                <bdi>{name}</bdi>
              </strong>{" "}
              · {role === "approver" ? t`approver` : t`desk`}
            </p>
            <p>
              <Trans>
                from <When at={begins} both={false} /> until <When at={ends} both={false} />
              </Trans>
            </p>
            {view.mayLead && (
              <button
                type="button"
                className="button"
                aria-disabled={isPending}
                aria-label={t`Take off the roster: ${name}`}
                onClick={() => !isPending && mutate({ do: "off-duty", args: { of: id } })}
              >
                <Trans context="button">Take off the roster</Trans>
              </button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
