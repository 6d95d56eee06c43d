import { useLingui as useI18n } from "@lingui/react";
import { Trans, useLingui } from "@lingui/react/macro";
import { Problem, TextField, useLang, useNow, usePlace } from "@setu/ui";
import { useState } from "react";
import type { Postings, PostingView } from "../api.ts";
import { MAX } from "../body.ts";
import { newId, useSend } from "./data.ts";
import { argsOf, draftOf, TermsFields } from "./terms-fields.tsx";
import { MOVES } from "./words.ts";

type Props = { readonly view: PostingView; readonly move: string };

/** One move with a word to the other side; what takes powers away is pressed twice. */
export function MoveForm({ view, move }: Props) {
  const { t } = useLingui();
  const { _ } = useI18n();
  const lang = useLang();
  const send = useSend(view.item);
  const [text, setText] = useState("");
  const [pressed, setPressed] = useState(false);
  const words = MOVES[move];
  if (!words) return null;
  const asks = words.again !== undefined && !pressed;
  const form = (
    <>
      <p>{_(words.means)}</p>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (asks) return setPressed(true);
          if (send.isPending) return;
          const said = text.trim();
          const body = said === "" ? null : { text: said, lang };
          send.mutate({ id: newId(), do: move, args: {}, after: view.after, body });
        }}
      >
        <TextField
          label={t`A word to the other side, if you wish`}
          value={text}
          onChange={setText}
          rows={2}
          max={MAX.text}
        />
        <p aria-live="polite">
          <button type="submit" className="button" aria-disabled={send.isPending}>
            {_(words.again !== undefined && pressed ? words.again : words.name)}
          </button>
        </p>
      </form>
      {send.error !== null && <Problem error={send.error} />}
    </>
  );
  // What takes something away is not in the way of what has to be done.
  if (words.again !== undefined)
    return (
      <details className="panel" id={`move-${move}`}>
        <summary>{_(words.name)}</summary>
        {form}
      </details>
    );
  return (
    <section className="panel" aria-labelledby={`move-${move}`}>
      <h2 id={`move-${move}`}>{_(words.name)}</h2>
      {form}
    </section>
  );
}

type AmendProps = { readonly view: PostingView; readonly accounts: Postings["accounts"] };

/** Other terms: an offer, until the other side agrees to it. */
export function AmendForm({ view, accounts }: AmendProps) {
  const { node } = usePlace();
  const now = useNow();
  const send = useSend(view.item);
  const [draft, setDraft] = useState(() => draftOf((view.open ?? view).terms, node.zone));
  const args = argsOf(draft, node.zone, now);
  return (
    <details className="panel" id="amend">
      <summary>
        <Trans>Ask for other terms</Trans>
      </summary>
      <p>
        <Trans>Nothing changes until the other side agrees.</Trans>
      </p>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (args === null || send.isPending) return;
          send.mutate({ id: newId(), do: "amend", args: args as never, after: view.after, body: null });
        }}
      >
        <TermsFields draft={draft} onChange={setDraft} accounts={accounts} officer={view.officer} />
        <button type="submit" className="button" aria-disabled={args === null || send.isPending}>
          <Trans context="button">Ask for these terms</Trans>
        </button>
      </form>
      {send.error !== null && <Problem error={send.error} />}
    </details>
  );
}
