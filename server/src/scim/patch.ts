import { called, saidOf, type Attribute, type ResourceKind } from "./attributes.ts";
import { readComparison } from "./filter.ts";
import { ScimRefusal } from "./refusal.ts";
import { membersOf, simpleOf, valuesOf, type Complex, type Simple, type Values } from "./values.ts";

/** PATCH (RFC 7644 section 3.5.2): all of its operations in order, or none. */
type Verb = "add" | "replace" | "remove";
type Target = {
  readonly attribute: Attribute;
  /** Which of several values; null: all of them. */
  readonly which: ((value: Complex) => boolean) | null;
  readonly sub: Attribute | null;
};
type Draft = Record<string, unknown>;

const VERBS: Readonly<Record<string, Verb>> = { add: "add", replace: "replace", remove: "remove" };
const MAX_OPERATIONS = 100;
const PATH = /^([A-Za-z]\w*)(?:\[([^\]]{1,300})\])?(?:\.(\$?[A-Za-z]\w*))?$/;
/** What the node says of a resource and no client does. */
const OURS: ReadonlySet<string> = new Set(["id", "meta", "schemas"]);

/**
 * @param before what was said of the resource so far
 * @returns what is said of it from now on, whole and within its bounds
 * @throws ScimRefusal
 */
export function patched(kind: ResourceKind, before: Values, said: unknown): Values {
  const operations = membersOf(said).get("operations");
  if (!Array.isArray(operations) || operations.length === 0 || operations.length > MAX_OPERATIONS)
    throw new ScimRefusal("invalidSyntax", `Operations is a list of 1 to ${MAX_OPERATIONS}`);
  const draft: Draft = structuredClone(before);
  for (const operation of operations as readonly unknown[]) {
    const given = membersOf(operation);
    const op = given.get("op");
    const verb = typeof op === "string" ? VERBS[op.toLowerCase()] : undefined;
    if (!verb) throw new ScimRefusal("invalidSyntax", "op is add, replace or remove");
    const [path, value] = [given.get("path"), given.get("value")];
    if (path !== undefined && path !== null) apply(draft, verb, targetOf(kind, path), value);
    else if (verb === "remove") throw new ScimRefusal("noTarget", "what is to be removed is not named");
    else
      for (const [name, each] of Object.entries(objectOf(value)))
        if (isKnown(kind, name)) apply(draft, verb, targetOf(kind, name), each);
  }
  return valuesOf(saidOf(kind), draft);
}

/** Without a path, what is not kept here is passed over, as where a resource is made. */
const isKnown = (kind: ResourceKind, name: string): boolean =>
  saidOf(kind).some(called(name.split(/[.[]/)[0] ?? ""));

function objectOf(value: unknown): object {
  membersOf(value);
  return value as object;
}

/** @throws ScimRefusal `invalidPath`, `mutability` for what only the node says */
function targetOf(kind: ResourceKind, path: unknown): Target {
  const said = typeof path === "string" && path.length <= 500 ? path : "";
  const prefix = `${kind.schema}:`.toLowerCase();
  const short = said.toLowerCase().startsWith(prefix) ? said.slice(prefix.length) : said;
  const [, name = "", filter, subName] = PATH.exec(short) ?? [];
  if (OURS.has(name)) throw new ScimRefusal("mutability", `${name} is said by this node alone`);
  const attribute = saidOf(kind).find(called(name));
  const sub = subName === undefined ? null : (attribute?.subAttributes?.find(called(subName)) ?? undefined);
  if (!attribute || sub === undefined || (filter !== undefined && !attribute.multiValued))
    throw new ScimRefusal("invalidPath", "there is no such attribute");
  if (attribute.mutability === "readOnly")
    throw new ScimRefusal("mutability", `${attribute.name} is said by this node alone`);
  return { attribute, sub, which: filter === undefined ? null : selecting(attribute, filter) };
}

function selecting({ subAttributes = [] }: Attribute, filter: string): (value: Complex) => boolean {
  const { name, value } = readComparison(filter, "invalidPath");
  const sub = subAttributes.find(called(name));
  if (!sub) throw new ScimRefusal("invalidPath", "there is no such attribute");
  return (each) => same(each[sub.name], value);
}

/** Texts that are not said to be exact are the same in whatever case (RFC 7643 section 2.2). */
const same = (one: Simple | undefined, other: Simple): boolean =>
  typeof one === "string" && typeof other === "string"
    ? one.toLowerCase() === other.toLowerCase()
    : one === other;

function apply(draft: Draft, verb: Verb, target: Target, value: unknown): void {
  const { attribute, sub, which } = target;
  const { name } = attribute;
  if (attribute.multiValued) {
    const all = (draft[name] ?? []) as readonly Complex[];
    if (which === null && sub === null) draft[name] = whole(attribute, verb, all, value);
    else draft[name] = some(target, verb, all, value);
  } else if (sub !== null) {
    const { [sub.name]: _old, ...rest } = (draft[name] ?? {}) as Complex;
    const next = verb === "remove" ? rest : { ...rest, [sub.name]: simpleOf(sub, value) };
    draft[name] = Object.keys(next).length === 0 ? undefined : next;
  } else if (verb === "remove") {
    draft[name] = undefined;
  } else {
    const kept = verb === "add" && attribute.type === "complex" ? (draft[name] as object | undefined) : {};
    const said = valuesOf([{ ...attribute, required: true }], { [name]: value })[name];
    draft[name] = typeof said === "object" ? { ...kept, ...said } : said;
  }
}

function whole(
  attribute: Attribute,
  verb: Verb,
  all: readonly Complex[],
  value: unknown,
): readonly Complex[] | undefined {
  const said = (valuesOf([attribute], { [attribute.name]: value })[attribute.name] ??
    []) as readonly Complex[];
  const isSaid = (each: Complex): boolean => said.some((one) => one["value"] === each["value"]);
  if (verb === "replace") return said;
  // Directories in wide use name those to be removed beside the path and not in it.
  if (verb === "remove") return value === undefined ? undefined : all.filter((each) => !isSaid(each));
  const primary = said.some((each) => each["primary"] === true);
  const kept = all.filter((each) => !isSaid(each));
  return [...(primary ? kept.map((each) => ({ ...each, primary: false })) : kept), ...said];
}

function some(
  { attribute, sub, which }: Target,
  verb: Verb,
  all: readonly Complex[],
  value: unknown,
): readonly Complex[] {
  const meant = (each: Complex): boolean => which?.(each) ?? true;
  if (verb !== "remove" && !all.some(meant))
    throw new ScimRefusal("noTarget", `no value of ${attribute.name} is meant`);
  if (verb === "remove" && sub === null) return all.filter((each) => !meant(each));
  return all.map((each) => {
    if (!meant(each)) return each;
    if (sub === null) return { ...each, ...(valuesOf(attribute.subAttributes ?? [], value) as Complex) };
    const { [sub.name]: _old, ...rest } = each;
    return verb === "remove" ? rest : { ...rest, [sub.name]: simpleOf(sub, value) };
  });
}
