import type { Attribute } from "./attributes.ts";
import { ScimRefusal } from "./refusal.ts";

/** One attribute of a resource as it is kept: unassigned is not there (RFC 7643 section 2.5). */
export type Simple = string | boolean;
export type Complex = { readonly [name: string]: Simple };
export type Value = Simple | Complex | readonly Complex[];
export type Values = { readonly [name: string]: Value };

const LONGEST = 200;
/** Directories in wide use send truth as a text. A dismissal must not fail for it. */
const TRUTH: Readonly<Record<string, boolean>> = { true: true, false: false };

/**
 * What was said of the attributes that are known here; the others are passed over (RFC 7644 section 3.3).
 * @throws ScimRefusal `invalidSyntax` for what is no object, `invalidValue` naming the attribute
 */
export function valuesOf(attributes: readonly Attribute[], said: unknown): Values {
  const given = membersOf(said);
  const values: [string, Value][] = [];
  for (const attribute of attributes) {
    const { name, mutability } = attribute;
    const value = given.get(name.toLowerCase());
    const unassigned = value === undefined || value === null || (Array.isArray(value) && value.length === 0);
    // What the client may not say is passed over (RFC 7644 section 3.5.1).
    if (mutability === "readOnly") continue;
    if (!unassigned) values.push([name, valueOf(attribute, value)]);
    else if (attribute.required) throw new ScimRefusal("invalidValue", `${name} is needed`);
  }
  return Object.fromEntries(values);
}

/** An object by its names in small letters. @throws ScimRefusal for what is none, and for a name given twice */
export function membersOf(said: unknown): ReadonlyMap<string, unknown> {
  if (said === null || typeof said !== "object" || Array.isArray(said))
    throw new ScimRefusal("invalidSyntax", "an object is expected");
  const given = new Map<string, unknown>();
  for (const [name, value] of Object.entries(said)) {
    const low = name.toLowerCase();
    if (given.has(low)) throw new ScimRefusal("invalidSyntax", "an attribute is given twice");
    given.set(low, value);
  }
  return given;
}

function valueOf(attribute: Attribute, value: unknown): Value {
  const { name, type, multiValued, most = 1 } = attribute;
  if (multiValued) {
    const all: readonly unknown[] = Array.isArray(value) ? value : [value];
    if (all.length > most) throw new ScimRefusal("invalidValue", `${name} has at most ${most} values`);
    return all.map((each) => complexOf(attribute, each));
  }
  return type === "complex" ? complexOf(attribute, value) : simpleOf(attribute, value);
}

function complexOf({ subAttributes = [] }: Attribute, value: unknown): Complex {
  const given = membersOf(value);
  const known = subAttributes.map((each) => [each, given.get(each.name.toLowerCase())] as const);
  return Object.fromEntries(
    known
      .filter(([, sub]) => sub !== undefined && sub !== null)
      .map(([each, sub]) => [each.name, simpleOf(each, sub)]),
  );
}

export function simpleOf({ name, type }: Attribute, value: unknown): Simple {
  if (type === "boolean") {
    const truth = typeof value === "string" ? TRUTH[value.toLowerCase()] : value;
    if (typeof truth !== "boolean") throw new ScimRefusal("invalidValue", `${name} is true or false`);
    return truth;
  }
  if (typeof value !== "string" || value === "" || value.length > LONGEST)
    throw new ScimRefusal("invalidValue", `${name} is a text of 1 to ${LONGEST} signs`);
  if (/[\p{Cc}\p{Cs}\p{Bidi_Control}]/u.test(value))
    throw new ScimRefusal("invalidValue", `${name} holds a sign that is none of a name`);
  return value;
}

/** Of an attribute that is one text; empty where it is unassigned. */
export const textOf = (value: Value | undefined): string => (typeof value === "string" ? value : "");
