import { LOCALES, usePlace, type Lang } from "@setu/ui";
import type { RequestView } from "../api.ts";
import type { Known } from "../texts/fields.ts";
import { agencyName } from "./agencies.ts";

/** An instant as a text may name it to readers in two zones. */
export const instantWords = (at: number, lang: Lang): string =>
  `${new Intl.DateTimeFormat(LOCALES[lang], {
    day: "numeric",
    month: "long",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    timeZone: "UTC",
  }).format(at)} UTC`;

/** What this screen can fill into a text of the desk, by the language of the text. */
export function useKnown(view: RequestView | null): (lang: Lang) => Known {
  const { officer } = usePlace();
  return (lang) => ({
    office: agencyName(officer.agency, lang),
    ...(view !== null && { reference: view.ref }),
    ...(view !== null && view.clock.due !== null && { due: instantWords(view.clock.due, lang) }),
  });
}
