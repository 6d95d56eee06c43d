import type { I18n } from "@lingui/core";
import { useLingui as useI18n } from "@lingui/react";
import { msg, plural } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { absolute, exactNow, problemOf, useLang, usePlace, type Lang, type Place } from "@setu/ui";
import type { Outcome, Told } from "./local-acts.ts";
import { OUR_DONE } from "./our-words.ts";
import type { Memory } from "./told.ts";

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
    case "task":
      return i18n._(msg`Task given: ${requests}.`);
    case "done":
      return i18n._(msg`Put away: ${requests}.`);
    case "resume":
      return i18n._(msg`Brought back: ${requests}.`);
    case "undo":
      return i18n._(msg`Undone: ${requests}.`);
    default:
      return `${i18n._(OUR_DONE[doing.do] ?? { id: doing.do })}: ${requests}.`;
  }
}

function whyOf(act: Told["doing"]["do"], code: NonNullable<Outcome["code"]>) {
  if (code === "STOPPED") return msg`You stopped before it.`;
  if (act === "undo" && (code === "STALE" || code === "ILLEGAL")) {
    return msg`It is too late, or someone has acted on it since.`;
  }
  return problemOf(code).what;
}

/** What was done, and what Z undoes now: the same, or what was done before it. */
export function ActLine({
  memory: { told, next },
  nameOf,
  onUndo,
}: {
  readonly memory: Memory;
  readonly nameOf: (officer: string) => string;
  readonly onUndo: () => void;
}) {
  const { i18n } = useI18n();
  const lang = useLang();
  const place = usePlace();
  if (told === null) return null;
  const teller = { i18n, lang, place, nameOf };
  const what = next === null ? "" : doneWords(next.doing, which(i18n, next.done), teller);
  return (
    <span className={told.refused.length > 0 ? "told refused" : "told"}>
      {sentencesOf(told, teller).join(" ")}
      {next !== null && (
        <button type="button" className="button" aria-keyshortcuts="z" data-key="Z" onClick={onUndo}>
          {next === told ? (
            <Trans context="button">Undo</Trans>
          ) : (
            <Trans context="button">Undo: {what}</Trans>
          )}
        </button>
      )}
    </span>
  );
}
