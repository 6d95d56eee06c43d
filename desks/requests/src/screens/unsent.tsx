import { useLingui as useI18n } from "@lingui/react";
import { Trans } from "@lingui/react/macro";
import { useState } from "react";
import { deskOf, useDrafts } from "./drafts.ts";
import { chosen } from "./evaluation-fields.tsx";
import { FORMS } from "./forms.ts";
import { DO } from "./words.ts";

type Props = {
  readonly item: string;
  readonly composing: string | null;
  readonly onCompose: (act: string) => void;
};

/** What this officer began to write here and has not sent. */
export function Unsent({ item, composing, onCompose }: Props) {
  const { acts } = useDrafts(item);
  const begun = Object.entries(acts).filter(
    ([act, draft]) => act in FORMS && act !== composing && (draft.text !== "" || chosen(draft.args) !== null),
  );
  if (begun.length === 0) return null;
  return (
    <section className="notice" aria-labelledby="unsent">
      <h2 id="unsent">
        <Trans>Not sent yet</Trans>
      </h2>
      {begun.map(([act, draft]) => (
        <UnsentOne key={act} item={item} act={act} text={draft.text} onCompose={onCompose} />
      ))}
    </section>
  );
}

function UnsentOne({
  item,
  act,
  text,
  onCompose,
}: Omit<Props, "composing"> & { readonly act: string; readonly text: string }) {
  const { _ } = useI18n();
  const [sure, setSure] = useState(false);
  return (
    <>
      <p>
        <strong>{_(DO[act]!)}</strong>
      </p>
      <p className="prose" dir="auto">
        {text.length > 200 ? `${text.slice(0, 200)}…` : text}
      </p>
      <div className="actions">
        <button type="button" className="button" onClick={() => onCompose(act)}>
          <Trans context="button">Go on writing</Trans>
        </button>
        <button
          type="button"
          className="button"
          onClick={() => (sure ? deskOf(item).write(act, null) : setSure(true))}
        >
          {sure ? <Trans context="button">Really discard</Trans> : <Trans context="button">Discard</Trans>}
        </button>
      </div>
    </>
  );
}
