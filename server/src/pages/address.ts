import { isSetuError } from "@setu/core";
import { READ, type Lang, type ReadPage, type Stray } from "@setu/requests";
import { REASON_VERBS } from "@setu/requests/reasons.ts";
import type { Context } from "hono";
import { UNKNOWN } from "../http/guard.ts";
import { LIST_PARAMETERS } from "../requests/listing-query.ts";

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

const KEPT: ReadonlySet<string> = new Set([...LIST_PARAMETERS, "lang"]);

/**
 * What of an address was refused, and the page without it: by the names of filters only, so that nothing else that
 * somebody put into a link is said again. Where in a list somebody stood goes too: it was a place in another list.
 * @returns null when it was not a parameter of the address
 */
export function strayOf(error: unknown, address: string): Stray | null {
  const field = isSetuError(error, "BAD_FIELD") ? error.detail["field"] : undefined;
  const url = new URL(address, "http://here");
  const isFilter = typeof field === "string" && KEPT.has(field);
  const strangers = [...url.searchParams.keys()].filter((name) => !KEPT.has(name));
  if (!(isFilter && url.searchParams.has(field)) && !(field === UNKNOWN && strangers.length > 0)) return null;
  for (const name of [...strangers, "after", "before", isFilter ? field : ""]) url.searchParams.delete(name);
  return { name: isFilter ? field : null, without: `${url.pathname}${url.search}` };
}

/**
 * Where nothing but a reason is missing it is asked for; after it comes the page that was asked for, or, in place of what
 * a form wanted, that of the request. Each address of a matter names it in its second part.
 */
export function reasonFor(error: unknown, c: Context): ReadPage | null {
  const verb = isSetuError(error, "REASON_NEEDED") ? error.detail["verb"] : undefined;
  const known = REASON_VERBS.find((each) => each === verb);
  const item = c.req.path.split("/")[3];
  if (known === undefined || item === undefined) return null;
  const next = c.req.method === "GET" ? addressOf(c) : `${READ}/requests/${item}`;
  return { kind: "reason", item: decodeURIComponent(item), verb: known, next };
}

export function addressOf(c: Context): string {
  const { pathname, search } = new URL(c.req.url);
  return `${pathname}${search}`;
}
