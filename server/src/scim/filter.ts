import { ScimRefusal } from "./refusal.ts";
import type { Simple } from "./values.ts";

/** `attribute eq value` (RFC 7644 section 3.4.2.2): by which directories look for what they know. No other is taken. */
const FORM = /^\s*(\$?[A-Za-z][\w.:-]{0,100})\s+eq\s+("(?:[^"\\]|\\.){0,300}"|true|false)\s*$/i;

export type Comparison = { readonly name: string; readonly value: Simple };

/** @throws ScimRefusal */
export function readComparison(text: string, otherwise: "invalidFilter" | "invalidPath"): Comparison {
  const [, name, value] = FORM.exec(text) ?? [];
  if (name === undefined || value === undefined)
    throw new ScimRefusal(otherwise, "a filter is an attribute, eq and a value");
  try {
    return { name, value: JSON.parse(value.startsWith('"') ? value : value.toLowerCase()) as Simple };
  } catch {
    throw new ScimRefusal(otherwise, "the value of the filter is none");
  }
}
