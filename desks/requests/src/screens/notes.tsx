import { Trans, useLingui } from "@lingui/react/macro";
import { SelectField, TextField, useLang, usePlace } from "@setu/ui";
import { useState } from "react";
import type { RequestView } from "../api.ts";
import { openPlaces, placeWords } from "../texts/fields.ts";
import { deskOf, useDraft, useDrafts } from "./drafts.ts";
import { useOfficers } from "./list-data.ts";
import type { Ours } from "./our-data.ts";
import { Clash, SaveLine } from "./save-line.tsx";
import { NoteText } from "./note-parts.tsx";

const NOTE = "note";
const MAX_NOTE = 8_000;
type Props = { readonly view: RequestView; readonly ours: Ours };

/** Notes of our side, oldest first, as the thread beside them. They are written here, never in the composer that sends. */
export function Notes({ view, ours }: Props) {
  const { nameOf } = useOfficers();
  return (
    <section className="ours-part" aria-labelledby="notes">
      <h3 id="notes">
        <Trans>Notes for us</Trans>
      </h3>
      <ol className="notes">
        {view.ours.notes.map((note) => (
          <li key={note.id}>
            <NoteText note={note} nameOf={nameOf} />
            <Mentioned ids={mentionsOf(note.args)} />
          </li>
        ))}
      </ol>
      <NoteForm view={view} ours={ours} />
    </section>
  );
}

function Mentioned({ ids }: { readonly ids: readonly string[] }) {
  const { nameOf } = useOfficers();
  const lang = useLang();
  if (ids.length === 0) return null;
  const names = new Intl.ListFormat(lang).format(ids.map(nameOf));
  return (
    <p className="meta">
      <Trans>
        For the attention of <bdi>{names}</bdi>
      </Trans>
    </p>
  );
}

function NoteForm({ view, ours }: Props) {
  const { t } = useLingui();
  const { officer: me, node } = usePlace();
  const lang = useLang();
  const { told, nameOf } = useOfficers();
  const [draft, change] = useDraft(view.item, NOTE);
  const { acts } = useDrafts(view.item);
  const [tried, setTried] = useState(false);
  const mentions = mentionsOf(draft.args);
  const mention = (ids: readonly string[]) => change({ args: ids.length === 0 ? {} : { mentions: ids } });
  const country = node.name[lang];
  const open = openPlaces(draft.text);
  const names = new Intl.ListFormat(lang).format(open.map((each) => placeWords(each, lang)));
  const write = async (form: HTMLElement) => {
    setTried(true);
    if (draft.text.trim() === "" || open.length > 0) return;
    const revision = await deskOf(view.item).settle();
    const act = { do: NOTE, args: { mentions }, text: draft.text, draft: revision };
    if (!(await ours.act(act))) return;
    setTried(false);
    await deskOf(view.item).sent(NOTE);
    // Else the next key of the screen would be the first letter of another note.
    if (form.contains(document.activeElement)) form.closest("article")?.focus({ preventScroll: true });
  };
  return (
    <form
      className="note-form"
      onSubmit={(event) => {
        event.preventDefault();
        void write(event.currentTarget);
      }}
      onKeyDown={(event) => {
        if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
        event.preventDefault();
        event.stopPropagation();
        void write(event.currentTarget);
      }}
    >
      <Clash item={view.item} act={NOTE} />
      <TextField
        label={t`A note for us; it stays in ${country}`}
        value={draft.text}
        onChange={(text) => change({ text })}
        rows={3}
        max={MAX_NOTE}
        error={
          tried && open.length > 0
            ? t`Fill what is still open, or take it out with its braces: ${names}`
            : undefined
        }
      />
      {acts[NOTE] !== undefined && <SaveLine item={view.item} />}
      <SelectField
        label={t`Call the attention of`}
        value=""
        empty={t`Nobody more`}
        onChange={(id) => {
          if (id !== "") mention([...mentions, id]);
        }}
        options={told
          .filter((each) => each.id !== me.id && !mentions.includes(each.id))
          .map((each) => ({ value: each.id, label: each.name }))}
      />
      {mentions.length > 0 && (
        <ul className="mentions">
          {mentions.map((id) => (
            <li key={id}>
              <bdi>{nameOf(id)}</bdi>{" "}
              <button
                type="button"
                className="link-button"
                onClick={() => mention(mentions.filter((each) => each !== id))}
              >
                <Trans context="button">Remove</Trans>
                <span className="visually-hidden"> {nameOf(id)}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
      <button
        type="submit"
        className="button"
        aria-keyshortcuts="Control+Enter"
        aria-disabled={draft.text.trim() === ""}
      >
        <Trans context="button">Keep the note here</Trans>
      </button>
    </form>
  );
}

const mentionsOf = (args: Readonly<Record<string, unknown>>): readonly string[] =>
  Array.isArray(args["mentions"]) ? args["mentions"].map(String) : [];
