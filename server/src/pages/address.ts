import { READ, type Lang } from "@setu/requests";

const LANGS = ["en", "fr", "hi"] as const;

export const langOf = (given: string | undefined): Lang | null =>
  LANGS.find((each) => each === given) ?? null;

/** RFC 9110 Accept-Language, the first of ours as it stands: nobody has signed in yet, and a link says it better. */
export const acceptedLang = (header: string | undefined): Lang =>
  (header ?? "")
    .split(",")
    .map((range) => langOf(range.trim().slice(0, 2).toLowerCase()))
    .find((lang) => lang !== null) ?? "en";

/**
 * Where to go after signing in. Whoever makes somebody follow a link chooses this text: it leads to a page of these, or
 * to the first of them.
 */
export function pageAfter(given: string | undefined): string {
  const first = `${READ}/inbox`;
  if (given === undefined || !given.startsWith(`${READ}/`) || given.length > 2_000) return first;
  const url = URL.canParse(given, "http://here") ? new URL(given, "http://here") : null;
  if (url === null || url.origin !== "http://here" || !url.pathname.startsWith(`${READ}/`)) return first;
  return `${url.pathname}${url.search}`;
}
