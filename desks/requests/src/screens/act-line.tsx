import type { I18n } from "@lingui/core";
import { useLingui as useI18n } from "@lingui/react";
import { msg, plural } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { absolute, exactNow, problemOf, useLang, usePlace, type Lang, type Place } from "@setu/ui";
import { useEffect, useState } from "react";
import { UNDO_SHOWN_MS, type Outcome, type Told } from "./local-acts.ts";

type Teller = {
  readonly i18n: I18n;
  readonly lang: Lang;
  readonly place: Place;
  readonly nameOf: (officer: string) => string;
};

/** What was done, to which requests, and why the rest was not: in sentences, never in a number alone. */
export function sentencesOf({ doing, done, refused }: Told, teller: Teller): readonly string[] {
  const { i18n } = teller;
  const reasons = Map.groupBy(refused, (each) => each.code ?? "");
  return [
    ...(done.length > 0 ? [doneWords(doing, which(i18n, done), teller)] : []),
    ...[...reasons].map(([code, list]) => {
      const requests = which(i18n, list);
      return `${i18n._(msg`Not done: ${requests}.`)} ${i18n._(whyOf(doing.do, code))}`;
    }),
  ];
}

const which = (i18n: I18n, list: readonly { readonly ref: string }[]): string =>
  list.length === 1
    ? (list[0]?.ref ?? "")
    : i18n._(msg`${plural(list.length, { one: "# request", other: "# requests" })}`);

function doneWords(doing: Told["doing"], requests: string, { i18n, lang, place, nameOf }: Teller): string {
  switch (doing.do) {
    case "assign": {
      const name = nameOf(doing.officer);
      return doing.officer === place.officer.id
        ? i18n._(msg`Taken by you: ${requests}.`)
        : i18n._(msg`Assigned to ${name}: ${requests}.`);
    }
    case "unassign":
      return i18n._(msg`With nobody now: ${requests}.`);
    case "watch":
      return i18n._(msg`You watch: ${requests}.`);
    case "unwatch":
      return i18n._(msg`You no longer watch: ${requests}.`);
    case "follow-up": {
      if (doing.at === null) return i18n._(msg`Follow-up taken away: ${requests}.`);
      const when = absolute(doing.at, place.node.zone, lang, exactNow());
      return i18n._(msg`Follow-up on ${when}: ${requests}.`);
    }
    case "done":
      return i18n._(msg`Put away: ${requests}.`);
    case "resume":
      return i18n._(msg`Brought back: ${requests}.`);
    case "undo":
      return i18n._(msg`Undone: ${requests}.`);
  }
}

function whyOf(act: Told["doing"]["do"], code: NonNullable<Outcome["code"]>) {
  if (code === "STOPPED") return msg`You stopped before it.`;
  if (act === "undo" && (code === "STALE" || code === "ILLEGAL")) {
    return msg`It is too late, or someone has acted on it since.`;
  }
  return problemOf(code).what;
}

/** The line under the bar that tells what was done, with ten seconds to undo it. */
export function ActLine({
  told,
  nameOf,
  onUndo,
}: {
  readonly told: Told;
  readonly nameOf: (officer: string) => string;
  readonly onUndo: () => void;
}) {
  const { i18n } = useI18n();
  const lang = useLang();
  const place = usePlace();
  const canUndo = useUndoable(told);
  return (
    <span className={told.refused.length > 0 ? "told refused" : "told"}>
      {sentencesOf(told, { i18n, lang, place, nameOf }).join(" ")}
      {canUndo && (
        <button type="button" className="button" aria-keyshortcuts="z" data-key="Z" onClick={onUndo}>
          <Trans context="button">Undo</Trans>
        </button>
      )}
    </span>
  );
}

export const isUndoable = (told: Told | null): told is Told =>
  told !== null && told.doing.do !== "undo" && told.done.length > 0 && exactNow() < told.at + UNDO_SHOWN_MS;

function useUndoable(told: Told): boolean {
  const [, setOver] = useState(0);
  useEffect(() => {
    const rest = told.at + UNDO_SHOWN_MS - exactNow();
    if (rest <= 0) return undefined;
    const timer = setTimeout(() => setOver((count) => count + 1), rest + 20);
    return () => clearTimeout(timer);
  }, [told]);
  return isUndoable(told);
}
