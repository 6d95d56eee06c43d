import { useLingui as useI18n } from "@lingui/react";
import { Trans } from "@lingui/react/macro";
import type { People, ProposedChange } from "@setu/requests/administration.ts";
import { usePlace, When } from "@setu/ui";
import { ProvingProblem } from "../proving-problem.tsx";
import { useProving } from "../proving.ts";
import { keyOf, postTo } from "./admin-data.ts";
import { REASON_WORDS } from "./admin-words.ts";
import { useGrantRows } from "./grants.tsx";

type Props = { readonly people: People; readonly nameOf: (id: string) => string };

/** What one administrator has proposed: another sees what is now beside what would be, and confirms exactly that. */
export function WaitingChanges({ people: { changes }, nameOf }: Props) {
  const deed = useProving<void>(keyOf("people"));
  return (
    <section className="panel" aria-labelledby="waiting-changes">
      <h2 id="waiting-changes">
        <Trans>Waiting for a second administrator</Trans> <span className="figures">({changes.length})</span>
      </h2>
      {deed.error !== null && <ProvingProblem error={deed.error} />}
      <div role="status">{deed.isSuccess && changes.length === 0 && <Trans>Done.</Trans>}</div>
      {changes.length === 0 ? (
        <p className="muted">
          <Trans>Nothing waits.</Trans>
        </p>
      ) : (
        <ul className="changes">
          {changes.map((change) => (
            <li key={change.id}>
              <Change
                change={change}
                nameOf={nameOf}
                busy={deed.isPending}
                act={(what) => deed.mutate(() => postTo(`changes/${change.id}/${what}`))}
              />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

type ChangeProps = {
  readonly change: ProposedChange;
  readonly nameOf: (id: string) => string;
  readonly busy: boolean;
  readonly act: (what: "confirm" | "drop") => void;
};

function Change({ change, nameOf, busy, act }: ChangeProps) {
  const { _ } = useI18n();
  const { officer: me } = usePlace();
  const { officer, proposedBy, at, reason, before, to, stale } = change;
  const rows = useGrantRows();
  const name = nameOf(officer);
  return (
    <article aria-label={name}>
      <p>
        <strong>
          <bdi>{name}</bdi>
        </strong>{" "}
        <span className="muted">
          <Trans>
            proposed by <bdi>{nameOf(proposedBy)}</bdi>, <When at={at} both={false} />
          </Trans>
          {". "}
          {_(REASON_WORDS[reason])}
        </span>
      </p>
      <table>
        <thead>
          <tr>
            <td />
            <th scope="col">
              <Trans context="change">Now</Trans>
            </th>
            <th scope="col">
              <Trans context="change">Then</Trans>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows
            .filter((_row, at) => differs(at, change))
            .map(({ name: row, of }) => (
              <tr key={row}>
                <th scope="row">{row}</th>
                <td>{of(before)}</td>
                <td>
                  <strong>{of(to)}</strong>
                </td>
              </tr>
            ))}
        </tbody>
      </table>
      {stale && (
        <p>
          <Trans>The account has been changed since. This can only be dropped.</Trans>
        </p>
      )}
      {proposedBy === me.id && (
        <p className="muted">
          <Trans>You proposed it: another administrator confirms it.</Trans>
        </p>
      )}
      {officer === me.id && (
        <p className="muted">
          <Trans>It is about you: others decide.</Trans>
        </p>
      )}
      <div className="actions">
        {!stale && proposedBy !== me.id && officer !== me.id && (
          <button
            type="button"
            className="button primary"
            aria-disabled={busy}
            onClick={() => act("confirm")}
          >
            <Trans context="button">Confirm this change</Trans>
          </button>
        )}
        <button type="button" className="button" aria-disabled={busy} onClick={() => act("drop")}>
          <Trans context="button">Drop it</Trans>
        </button>
      </div>
    </article>
  );
}

/** In the order of `useGrantRows`. */
const FIELDS = ["powers", "topics", "clearance", "compartments", "from", "until", "suspended"] as const;
const differs = (row: number, { before, to }: ProposedChange): boolean => {
  const field = FIELDS[row];
  return field !== undefined && JSON.stringify(before[field]) !== JSON.stringify(to[field]);
};
