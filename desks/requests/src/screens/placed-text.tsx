import { plural } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Field, letterOf, type Lang } from "@setu/ui";
import { lazy, Suspense, useEffect, useRef, useState, type KeyboardEvent, type RefObject } from "react";
import { blocksFor, type Role } from "../texts/blocks.ts";
import { nextPlace, openPlaces, readied, type Known } from "../texts/fields.ts";
import { PlaceNames } from "./place-names.tsx";

const BlockDialog = lazy(() => import("./block-dialog.tsx"));

/** Which blocks help here, and what the screen can fill into them. */
export type Blocks = {
  readonly act: string;
  readonly role: Role;
  readonly known: (lang: Lang) => Known;
};

type Props = {
  readonly label: string;
  readonly hint?: string;
  readonly error: string | undefined;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly rows: number;
  readonly max: number;
  /** Null while the language of the text has not been chosen: then there are no blocks. */
  readonly lang: Lang | null;
  readonly blocks: Blocks;
  readonly field?: RefObject<HTMLTextAreaElement | null>;
};

/** Selects the next open place, so that what is typed next replaces it. */
export function toNextPlace(field: HTMLTextAreaElement, from = field.selectionEnd): void {
  const place = nextPlace(field.value, from);
  field.focus();
  if (place !== null) field.setSelectionRange(...place);
}

/** As one step of typing, which the browser can undo; a new value could not be. */
function insert(field: HTMLTextAreaElement, text: string): void {
  const from = field.selectionStart;
  const before = field.value.slice(0, from);
  field.focus();
  document.execCommand("insertText", false, before === "" || /\s$/.test(before) ? text : ` ${text}`);
  toNextPlace(field, from);
}

/** A text that leaves, with the blocks of the desk and the places that are still open in it. */
export function PlacedText({ label, hint, error, value, onChange, rows, max, lang, blocks, ...rest }: Props) {
  const own = useRef<HTMLTextAreaElement>(null);
  const field = rest.field ?? own;
  const touched = useRef(false);
  const chosen = useRef<string | null>(null);
  const [choosing, setChoosing] = useState(false);
  useEffect(() => {
    const [text, into] = [chosen.current, field.current];
    if (choosing || text === null || into === null) return;
    chosen.current = null;
    if (!touched.current) into.setSelectionRange(into.value.length, into.value.length);
    // Now that the dialog, which keeps the focus, has gone; and not amid React's own work, which would put the old
    // value back first and lose the caret.
    queueMicrotask(() => insert(into, text));
  }, [choosing, field]);
  const offered = lang === null ? [] : blocksFor(blocks.act, blocks.role);
  const open = openPlaces(value);
  const keys: Readonly<Record<string, () => void>> = {
    b: () => setChoosing(offered.length > 0),
    n: () => field.current !== null && toNextPlace(field.current),
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (!event.altKey || event.ctrlKey || event.metaKey) return;
    if (!(event.target instanceof Node) || !event.currentTarget.contains(event.target)) return;
    const act = keys[letterOf(event)];
    if (act === undefined) return;
    event.preventDefault();
    act();
  };
  return (
    <div className="placed-text" onKeyDown={onKeyDown}>
      <Field label={label} error={error} {...(hint !== undefined && { hint })}>
        {(control) => (
          <textarea
            {...control}
            ref={field}
            rows={rows}
            maxLength={max}
            autoComplete="off"
            {...(lang !== null && { lang })}
            value={value}
            onChange={(event) => onChange(event.target.value)}
            onFocus={() => {
              touched.current = true;
            }}
          />
        )}
      </Field>
      <div className="place-line">
        {offered.length > 0 && (
          <button
            type="button"
            className="button"
            aria-keyshortcuts="Alt+B"
            onClick={() => setChoosing(true)}
          >
            <Trans context="button">Text blocks</Trans>
          </button>
        )}
        {open.length > 0 && (
          <button type="button" className="button" aria-keyshortcuts="Alt+N" onClick={() => keys["n"]?.()}>
            <Trans context="button">Next open place</Trans>
          </button>
        )}
        <OpenPlaces names={open} />
      </div>
      {choosing && lang !== null && (
        <Suspense fallback={null}>
          <BlockDialog
            lang={lang}
            blocks={offered.map(({ id, name, text }) => ({
              id,
              name,
              text: readied(text[lang], blocks.known(lang), lang),
            }))}
            onChoose={(text) => {
              chosen.current = text;
              setChoosing(false);
            }}
            onClose={() => setChoosing(false)}
          />
        </Suspense>
      )}
    </div>
  );
}

/** "2 places still open: period, date". */
function OpenPlaces({ names }: { readonly names: readonly string[] }) {
  return (
    <p className="open-places" role="status">
      {names.length > 0 && (
        <>
          {plural(names.length, { one: "# place still open:", other: "# places still open:" })}{" "}
          <PlaceNames names={names} />
        </>
      )}
    </p>
  );
}
