import { Trans, useLingui } from "@lingui/react/macro";
import { Choices, Problem, SelectField, useLang } from "@setu/ui";
import { agencyName } from "@setu/ui/agencies.ts";
import { useState } from "react";
import type { Agencies, DesignationRow } from "../api.ts";
import { newId, useAgencies, useDesignate } from "./data.ts";
import { codeOptions, codeWords } from "./words.ts";

/** Who is the single point of contact of each side, which agencies go direct, and how often no copy went. */
export function AgenciesPanel({ here, there }: { readonly here: string; readonly there: string }) {
  const { data } = useAgencies();
  if (data === undefined) return null;
  const held = data.rows.filter(({ ended }) => !ended);
  return (
    <section className="panel" aria-labelledby="agencies">
      <h2 id="agencies">
        <Trans>Single points of contact, and who goes direct</Trans>
      </h2>
      {held.length === 0 && (
        <p className="muted">
          <Trans>No agency is designated yet: whoever is in the audience of a request reads it.</Trans>
        </p>
      )}
      <ul className="posting-history">
        {held.map((row) => (
          <Line key={row.item} row={row} side={row.side === "us" ? here : there} may={data.may} />
        ))}
      </ul>
      <Uncopied counts={data.uncopied} />
      {data.may && <Designate ours={data.ours} rows={held} />}
    </section>
  );
}

type LineProps = { readonly row: DesignationRow; readonly side: string; readonly may: boolean };

function Line({ row, side, may }: LineProps) {
  const lang = useLang();
  const send = useDesignate();
  const say = (what: string) =>
    send.mutate({
      item: row.item,
      command: { id: newId(), do: what, args: {}, after: row.after, body: null },
    });
  return (
    <li>
      <p>
        <strong>{agencyName(row.agency, lang)}</strong> · {side} · {codeWords("agency-role", row.role, lang)}
        {row.copy && (
          <>
            {" · "}
            <Trans>with a copy to the single point of contact</Trans>
          </>
        )}
      </p>
      {row.side === "us" && (
        <p className="muted">
          {row.noted ? (
            <Trans>The other side has taken note.</Trans>
          ) : (
            <Trans>The other side has not taken note yet.</Trans>
          )}
        </p>
      )}
      {may && row.moves.includes("note") && (
        <button type="button" className="button" onClick={() => say("note")}>
          <Trans context="button">Take note</Trans>
        </button>
      )}
      {may && row.side === "us" && row.moves.includes("end") && (
        <button type="button" className="button" onClick={() => say("end")}>
          <Trans context="button">End the designation</Trans>
        </button>
      )}
      {send.error !== null && <Problem error={send.error} />}
    </li>
  );
}

function Uncopied({ counts }: { readonly counts: Agencies["uncopied"] }) {
  const lang = useLang();
  if (counts.length === 0) return null;
  const words = new Intl.ListFormat(lang).format(
    counts.map(({ code, count }) => `${codeWords("copy-exception", code, lang)}: ${count}`),
  );
  return (
    <p>
      <Trans>Copies that we left out, by reason: {words}</Trans>
    </p>
  );
}

type DesignateProps = { readonly ours: readonly string[]; readonly rows: readonly DesignationRow[] };

function Designate({ ours, rows }: DesignateProps) {
  const { t } = useLingui();
  const lang = useLang();
  const send = useDesignate();
  const [agency, setAgency] = useState("");
  const [role, setRole] = useState("");
  const [copy, setCopy] = useState<readonly string[]>(["copy"]);
  const free = ours.filter((id) => !rows.some((row) => row.agency === id));
  if (free.length === 0) return null;
  const whole = agency !== "" && role !== "";
  return (
    <details>
      <summary>
        <Trans>Designate an agency of ours</Trans>
      </summary>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (!whole || send.isPending) return;
          const args = { agency, role, copy: role === "direct" && copy.length > 0 } as never;
          const command = { id: newId(), do: "designate", args, after: [null, null] as const, body: null };
          send.mutate({ item: null, command });
        }}
      >
        <SelectField
          label={t`Agency`}
          value={agency}
          onChange={setAgency}
          empty={t`Choose`}
          options={free.map((id) => ({ value: id, label: agencyName(id, lang) }))}
        />
        <SelectField
          label={t({ context: "agency", message: "As" })}
          value={role}
          onChange={setRole}
          empty={t`Choose`}
          options={codeOptions("agency-role", lang)}
        />
        {role === "direct" && (
          <Choices
            kind="checkbox"
            label={t`Copy`}
            value={copy}
            onChange={setCopy}
            options={[{ value: "copy", label: t`Each request leaves a copy to the single point of contact` }]}
          />
        )}
        <button type="submit" className="button" aria-disabled={!whole || send.isPending}>
          <Trans context="button">Designate</Trans>
        </button>
      </form>
      {send.error !== null && <Problem error={send.error} />}
    </details>
  );
}
