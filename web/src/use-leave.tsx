import { Trans, useLingui } from "@lingui/react/macro";
import type { PermissionRow } from "@setu/permissions";
import { Link, SelectField, useLang, When } from "@setu/ui";
import { useLeaves } from "./permission-data.ts";
import { codeWords, towardsWords } from "./permission-words.ts";

type Props = {
  readonly item: string;
  readonly kind: "evidence" | "onward";
  readonly chosen: PermissionRow | null;
  readonly onChoose: (row: PermissionRow | null) => void;
};

/** By whose leave it is done: what is chosen says which records, and before what or for whom; its conditions go with it. */
export function LeaveField({ item, kind, chosen, onChoose }: Props) {
  const { t } = useLingui();
  const lang = useLang();
  const { data } = useLeaves(item);
  const rows = (data?.permissions ?? []).filter(
    ({ isInForce, side, permission }) => isInForce && side === "us" && permission?.towards.use === kind,
  );
  return (
    <>
      <SelectField
        label={t`By which leave`}
        value={chosen?.item ?? ""}
        onChange={(value) => onChoose(rows.find((row) => row.item === value) ?? null)}
        empty={t`By none: its marking permits it`}
        options={rows.map((row) => ({
          value: row.item,
          label: row.permission === null ? row.ref : towardsWords(row.permission.towards, lang),
        }))}
      />
      {chosen?.permission && (
        <p>
          <Trans>
            In force until <When at={chosen.until} />
          </Trans>
          {chosen.permission.conditions.map((each) => (
            <span key={each}>
              {" · "}
              <strong>{codeWords("permission-condition", each, lang)}</strong>
            </span>
          ))}
        </p>
      )}
      <p>
        <Link to="/permissions/of/$item" params={{ item }} search={{ use: kind }}>
          <Trans>Ask its originator for leave</Trans>
        </Link>
      </p>
    </>
  );
}

/** As the node is told of it. */
export function leaveOf({ permission }: PermissionRow) {
  if (permission === null) return {};
  const { use: _, ...towards } = permission.towards;
  return { leave: { records: permission.records, files: permission.files, ...towards } };
}
