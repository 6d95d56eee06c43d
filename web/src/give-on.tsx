import { useLingui as useI18n } from "@lingui/react";
import { Trans, useLingui } from "@lingui/react/macro";
import type { Leaves, PermissionRow } from "@setu/permissions";
import { DONE } from "@setu/requests/screens/words.ts";
import { Choices, Link, LoadProblem, SelectField, useLang, useNow, useWindowTitle } from "@setu/ui";
import { useState } from "react";
import { GiveOnFile, GiveOnUse } from "./give-on-steps.tsx";
import { useLeaves } from "./permission-data.ts";
import { codeWords } from "./permission-words.ts";
import { useUses } from "./use-data.ts";
import "./release.css";

/** A record that came is given on to a third, by leave of whoever sent it: what leaves, and to whom, before it does. */
export default function GiveOnScreen({ item }: { readonly item: string }) {
  const { t } = useLingui();
  const { data, error, refetch } = useLeaves(item);
  const title = t({ context: "screen", message: "Give a record on" });
  useWindowTitle(title);
  return (
    <div className="releases">
      <p>
        <Link to="/requests/$item" params={{ item }}>
          <Trans>Back to the request</Trans>
        </Link>
      </p>
      <h1>
        {title}
        {data !== undefined && (
          <>
            {" · "}
            <span className="mono" translate="no">
              {data.ref}
            </span>
          </>
        )}
      </h1>
      {error !== null && data === undefined && <LoadProblem error={error} retry={() => void refetch()} />}
      {data !== undefined && <Of leaves={data} />}
    </div>
  );
}

type Third = PermissionRow & { readonly third: string; readonly conditions: readonly string[] };

/** By which something may be given on now, to somebody who is none of ours. */
const thirdsOf = ({ permissions }: Leaves): readonly Third[] =>
  permissions.flatMap((row) => {
    const towards = row.permission?.towards;
    if (!row.isInForce || row.side !== "us" || !towards || !("third" in towards)) return [];
    return [{ ...row, third: towards.third, conditions: row.permission?.conditions ?? [] }];
  });

function Of({ leaves }: { readonly leaves: Leaves }) {
  const { t } = useLingui();
  const thirds = thirdsOf(leaves);
  const [chosen, setChosen] = useState("");
  const leave = thirds.find(({ item }) => item === chosen) ?? (thirds.length === 1 ? thirds[0] : undefined);
  if (thirds.length === 0)
    return (
      <p>
        <Trans>No leave is in force by which something of this request could be given on.</Trans>{" "}
        <Link to="/permissions/of/$item" params={{ item: leaves.matter }} search={{ use: "onward" }}>
          <Trans>Ask its originator for leave</Trans>
        </Link>
      </p>
    );
  return (
    <section className="panel" aria-labelledby="give-on">
      <h2 id="give-on">
        <Trans>To whom, and what</Trans>
      </h2>
      <SelectField
        label={t`By which leave`}
        value={leave?.item ?? ""}
        onChange={setChosen}
        empty={t`Choose`}
        options={thirds.map(({ item, third }) => ({ value: item, label: third }))}
      />
      {leave && <Given key={leave.item} leaves={leaves} leave={leave} />}
    </section>
  );
}

type GivenProps = { readonly leaves: Leaves; readonly leave: Third };

function Given({ leaves, leave }: GivenProps) {
  const { t } = useLingui();
  const { _ } = useI18n();
  const now = useNow();
  const { data } = useUses(leaves.matter);
  const of = leave.permission?.records ?? [];
  const records = leaves.records.filter(({ record }) => of.some((each) => each === record));
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const record = chosen[0] ?? (records.length === 1 ? records[0]?.record : undefined);
  const isRecorded = (data?.uses ?? []).some(
    ({ kind, until, leave: by }) =>
      kind === "onward" && until !== null && until > now && by.some(({ item }) => item === leave.item),
  );
  return (
    <>
      <Choices
        kind="radio"
        label={t`Which record`}
        value={record === undefined ? [] : [record]}
        onChange={setChosen}
        options={records.map(({ record: id, do: what }) => ({
          value: id,
          label: _(DONE[what] ?? { id: what }),
          note: (
            <>
              {" · "}
              <span className="mono" translate="no">
                {id.slice(0, 8)}
              </span>
            </>
          ),
        }))}
      />
      {record !== undefined && <WhatLeaves leave={leave} />}
      {record !== undefined && data !== undefined && !isRecorded && (
        <GiveOnUse matter={leaves.matter} leave={leave} />
      )}
      {record !== undefined && isRecorded && (
        <GiveOnFile permission={leave.item} record={record} third={leave.third} />
      )}
    </>
  );
}

function WhatLeaves({ leave: { third, conditions } }: Pick<GivenProps, "leave">) {
  const lang = useLang();
  return (
    <>
      <p>
        <Trans>
          To <bdi className="mono">{third}</bdi> goes one file, which you carry: this record with its text and
          its marking, and the acts by which leave for it was asked and given, without their texts. No
          attached file is in it.
        </Trans>
      </p>
      <p>
        <Trans>
          Whoever has it can read it, and check the signatures without asking anybody. It cannot be called
          back, and leave that ends later does not change it.
        </Trans>
      </p>
      {conditions.length > 0 && (
        <p>
          <Trans>Conditions:</Trans>{" "}
          <strong>
            {conditions.map((each) => codeWords("permission-condition", each, lang)).join("; ")}
          </strong>
        </p>
      )}
    </>
  );
}
