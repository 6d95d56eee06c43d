import type { Json } from "./canonical.ts";
import { SetuError } from "./errors.ts";
import { badField } from "./words.ts";

/** An object of what people wrote, its fields not read yet. @throws BAD_FIELD */
export function objectIn(value: Json | undefined, field: string): { readonly [key: string]: Json } {
  if (value === null || typeof value !== "object" || Array.isArray(value)) throw badField(field, "object");
  return value as { readonly [key: string]: Json };
}

/** A text of people. @param max in UTF-16 code units @throws BAD_FIELD | TOO_LARGE */
export function textIn(value: Json | undefined, field: string, max: number): string {
  if (typeof value !== "string") throw badField(field, "text");
  if (value.length > max)
    throw new SetuError("TOO_LARGE", `${field} is longer than ${max}`, { detail: { field, max } });
  return value;
}
