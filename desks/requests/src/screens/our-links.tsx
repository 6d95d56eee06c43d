import { useLingui as useI18n } from "@lingui/react";
import { Trans, useLingui } from "@lingui/react/macro";
import { Link, Problem, SelectField, TextField } from "@setu/ui";
import { useState } from "react";
import type { RequestView } from "../api.ts";
import { REFERENCE_KINDS, RELATION_KINDS } from "../home.ts";
import { findReference, type Found } from "./by-reference.tsx";
import { Line } from "./line.tsx";
import { useOfficers } from "./list-data.ts";
import type { Ours } from "./our-data.ts";
import { REFERENCE, RELATION, RELATION_FROM } from "./our-words.ts";

type Props = { readonly view: RequestView; readonly ours: Ours };

/** What others call the same matter: typed as it stands on their paper. */
export function OtherReferences({ view, ours }: Props) {
  const { t } = useLingui();
  const { _ } = useI18n();
  const [kind, setKind] = useState<string>(REFERENCE_KINDS[0]);
  const [text, setText] = useState("");
  const write = async () => {
    if (text.trim() !== "" && (await ours.act({ do: "refer", args: { kind }, text: text.trim() })))
      setText("");
  };
  return (
    <section className="ours-part" aria-labelledby="references">
      <h3 id="references">
        <Trans>References of others</Trans>
      </h3>
      {view.ours.references.length > 0 && (
        <ul>
          {view.ours.references.map((each) => (
            <li key={each.id}>
              {_(REFERENCE[String(each.args["kind"])] ?? { id: String(each.args["kind"]) })}:{" "}
              <span className="mono">
                <Line text={each.text ?? ""} />
              </span>
            </li>
          ))}
        </ul>
      )}
      <details>
        <summary>{t`Note a reference`}</summary>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            void write();
          }}
        >
          <SelectField
            label={t`Whose reference`}
            value={kind}
            onChange={setKind}
            options={REFERENCE_KINDS.map((value) => ({ value, label: _(REFERENCE[value]!) }))}
          />
          <TextField
            label={t({ context: "field", message: "Reference" })}
            value={text}
            onChange={setText}
            max={100}
          />
          <button type="submit" className="button" aria-disabled={text.trim() === ""}>
            <Trans context="button">Note it here</Trans>
          </button>
        </form>
      </details>
    </section>
  );
}

/** Links to other requests. Nothing is merged; each stays what it is, and shows the link from its own end. */
export function Relations({ view, ours }: Props) {
  const { t } = useLingui();
  const { _ } = useI18n();
  const { nameOf } = useOfficers();
  return (
    <section className="ours-part" aria-labelledby="relations">
      <h3 id="relations">
        <Trans>Other requests of the matter</Trans>
      </h3>
      {view.related.length > 0 && (
        <ul>
          {view.related.map((each) => (
            <li key={each.id}>
              {_((each.side === "to" ? RELATION : RELATION_FROM)[each.kind] ?? { id: each.kind })}{" "}
              <Link to="/requests/$item" params={{ item: each.item }} className="mono ref">
                {each.ref}
              </Link>{" "}
              <Line text={each.title ?? t`No title`} />{" "}
              <span className="meta">
                (<bdi>{nameOf(each.by)}</bdi>)
              </span>
            </li>
          ))}
        </ul>
      )}
      <RelateForm view={view} ours={ours} />
    </section>
  );
}

function RelateForm({ view, ours }: Props) {
  const { t } = useLingui();
  const { _ } = useI18n();
  const [kind, setKind] = useState<string>(RELATION_KINDS[0]);
  const [typed, setTyped] = useState("");
  const [error, setError] = useState<unknown>(null);
  const [several, setSeveral] = useState<readonly Found[]>([]);
  const relate = async (item: string) => {
    setSeveral([]);
    if (await ours.act({ do: "relate", args: { kind, other: item } })) setTyped("");
  };
  const find = async () => {
    setError(null);
    setSeveral([]);
    try {
      const found = await findReference(typed);
      const [only] = found;
      if (found.length === 1 && only) return await relate(only.item);
      setSeveral(found);
    } catch (refused) {
      setError(refused);
    }
  };
  return (
    <details>
      <summary>{t`Link another request`}</summary>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void find();
        }}
      >
        <SelectField
          label={t`This request is to the other`}
          value={kind}
          onChange={setKind}
          options={RELATION_KINDS.map((value) => ({ value, label: _(RELATION[value]!) }))}
        />
        <TextField
          label={t`Its reference`}
          hint={t`Typed, as it was heard, or pasted with its address, such as ${view.ref}.`}
          value={typed}
          onChange={setTyped}
          max={300}
          lang="en"
        />
        {error !== null && <Problem error={error} />}
        {several.length > 0 && (
          <>
            <p>
              <Trans>Several requests have this reference. Choose by the id.</Trans>
            </p>
            <ul>
              {several.map((each) => (
                <li key={each.item}>
                  <button type="button" className="link-button mono" onClick={() => void relate(each.item)}>
                    {each.item}
                  </button>
                </li>
              ))}
            </ul>
          </>
        )}
        <button type="submit" className="button" aria-disabled={typed.trim() === ""}>
          <Trans context="button">Link it</Trans>
        </button>
      </form>
    </details>
  );
}
