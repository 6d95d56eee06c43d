import { badField, parseBounded, SetuError, type Json } from "@setu/core";
import { parseDay } from "@setu/core/clock/day.ts";
import type { Lang, Person } from "./api.ts";

/** What people wrote of an individual: destroyable, apart from the act (record.md rule 2). */
/** `asked`: what the individual wrote, beside who she is, in one body. */
export const MAX = { name: 200, contact: 400, asked: 6_000, text: 8_000 } as const;
const LANGS = ["en", "fr", "hi"] as const;

/** Of an act of a consultation. */
export type Body = {
  readonly v: 1;
  readonly text: string;
  readonly lang: Lang;
  readonly by: { readonly name: string; readonly agency: string };
};

/** @throws BAD_FIELD, TOO_LARGE and the codes of parseBounded: hostile bytes of the peer end here */
export function parseBody(bytes: Uint8Array): Body {
  const value = object(parseBounded(bytes, 64 * 1024), "body");
  if (value["v"] !== 1) throw badField("body", "body");
  const by = object(value["by"], "by");
  return {
    v: 1,
    text: text(value["text"], "text", MAX.text),
    lang: langOf(value["lang"]),
    by: { name: text(by["name"], "by.name", MAX.name), agency: text(by["agency"], "by.agency", MAX.name) },
  };
}

/** @throws BAD_FIELD | TOO_LARGE */
export function parsePerson(value: Json | undefined): Person {
  const fields = object(value, "person");
  const name = text(fields["name"], "name", MAX.name);
  if (name.trim() === "") throw badField("name", "name");
  const born = text(fields["born"], "born", 10);
  return {
    name,
    born: born === "" ? "" : parseDay(born, "born"),
    contact: text(fields["contact"], "contact", MAX.contact),
  };
}

/** @throws BAD_FIELD */
export function langOf(value: Json | undefined): Lang {
  const lang = LANGS.find((each) => each === value);
  if (!lang) throw badField("lang", "language");
  return lang;
}

function object(value: Json | undefined, field: string): { readonly [key: string]: Json } {
  if (value === null || typeof value !== "object" || Array.isArray(value)) throw badField(field, "object");
  return value as { readonly [key: string]: Json };
}

function text(value: Json | undefined, field: string, max: number): string {
  if (typeof value !== "string") throw badField(field, "text");
  if (value.length > max)
    throw new SetuError("TOO_LARGE", `${field} is longer than ${max}`, { detail: { field, max } });
  return value;
}
