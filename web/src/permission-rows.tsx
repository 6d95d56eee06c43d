import { useLingui as useI18n } from "@lingui/react";
import { Trans } from "@lingui/react/macro";
import type { PermissionRow } from "@setu/permissions";
import { Link, Tlp, useLang, When } from "@setu/ui";
import { codeWords, STATUS, towardsWords } from "./permission-words.ts";

/** Leave ends by itself: whoever rests on it is told so long before. */
const SOON = 30 * 86_400_000;

/** Whose turn it is, for what, until when. */
export function PermissionRows({
  rows,
  now,
}: {
  readonly rows: readonly PermissionRow[];
  readonly now: number;
}) {
  return (
    <ul>
      {rows.map((row) => (
        <li key={row.item}>
          <p>
            <Link to="/permissions/$item" params={{ item: row.item }}>
              <Towards row={row} />
            </Link>{" "}
            · <Tlp label={row.tlp} /> ·{" "}
            <span className="mono" translate="no">
              {row.ref}
            </span>
          </p>
          <PermissionState row={row} now={now} />
        </li>
      ))}
    </ul>
  );
}

export function Towards({ row: { permission } }: { readonly row: PermissionRow }) {
  const lang = useLang();
  if (permission === null) return <Trans>For a use that is not known here: it permits nothing</Trans>;
  return <bdi>{towardsWords(permission.towards, lang)}</bdi>;
}

export function PermissionState({ row, now }: { readonly row: PermissionRow; readonly now: number }) {
  const { _ } = useI18n();
  const lang = useLang();
  const conditions = row.permission?.conditions ?? [];
  return (
    <>
      <p className="muted">
        {row.side === "us" ? <Trans>We asked them:</Trans> : <Trans>They asked us:</Trans>}{" "}
        <strong>{_(STATUS[row.status] ?? { id: row.status })}</strong>
        {row.turn === "us" && (
          <>
            {" · "}
            <strong>
              <Trans context="permission">Our turn</Trans>
            </strong>
          </>
        )}
        {row.turn === "them" && (
          <>
            {" · "}
            <Trans context="permission">Their turn</Trans>
          </>
        )}
      </p>
      <p>
        {row.isInForce ? (
          <Trans>
            In force until <When at={row.until} />
          </Trans>
        ) : (
          <Trans>
            Not in force; was named until <When at={row.until} />
          </Trans>
        )}
        {row.isInForce && row.until - now < SOON && (
          <>
            {" · "}
            <strong>
              <Trans>Ends soon</Trans>
            </strong>
          </>
        )}
      </p>
      {row.permission !== null && (
        <p>
          <Trans>
            Records: {row.permission.records.length}; files: {row.permission.files.length}
          </Trans>
        </p>
      )}
      {row.permission !== null && row.permission.narrowed > 0 && (
        <p>
          <strong>
            <Trans context="permission">
              Narrowed by their originator since, and covered no more: {row.permission.narrowed}
            </Trans>
          </strong>
        </p>
      )}
      {conditions.length > 0 && (
        <p>
          <Trans>Conditions:</Trans>{" "}
          {conditions.map((each) => codeWords("permission-condition", each, lang)).join("; ")}
        </p>
      )}
    </>
  );
}
