import type { Expr, Residuals } from "./engine.ts";
import type { ItemFacts } from "./facts.ts";

/**
 * What is left of the policies when officer, action and circumstances are known, as a condition in SQL. The nodes of
 * Cedar's language that our policies leave behind are a closed set: any other throws, and an officer then reaches
 * nothing. Both evaluate alike because no column is NULL: a `forbid` over something missing would be skipped by Cedar
 * and be false in SQL.
 */
export type Condition = boolean | Sql;
export type Sql = (given: Given) => string;

export type Given = {
  /** Keeps what it is given as a parameter; answers with its placeholder. */
  readonly value: (given: unknown) => string;
  readonly now: number;
  /** The table or alias that has the columns. */
  readonly of?: string | undefined;
};

type Kind = "boolean" | "bigint" | "text" | "text[]";
/** `known`: the officer's, by value. */
type Operand = { readonly kind: Kind; readonly sql: Sql; readonly known?: unknown };

/** `cell` is made of topic and level, as `cellOf` makes it. */
const COLUMNS: { readonly [column in keyof Omit<ItemFacts, "item" | "topic"> | "cell"]: Kind } = {
  audience: "text[]",
  red: "boolean",
  named: "text[]",
  level: "bigint",
  compartments: "text[]",
  sealed: "boolean",
  expires: "bigint",
  author: "text",
  cell: "text",
};

/**
 * Of each policy, what is left. In the order of the ids, so that one kind of officer makes one text.
 * @throws for a node that has no form here
 */
export const conditionsOf = (residuals: Residuals): readonly Left[] =>
  Object.entries(residuals)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([id, { effect, conditions }]) => ({
      id,
      effect,
      applies: conditions
        .map(({ kind, body }) => (kind === "when" ? condition(body) : not(condition(body))))
        .reduce(and, true),
    }));

export type Left = { readonly id: string; readonly effect: "permit" | "forbid"; readonly applies: Condition };

/** Permitted, and not forbidden: Cedar's own rule. */
export function reachOf(left: readonly Left[]): Condition {
  const some = (effect: Left["effect"]) =>
    left
      .filter((each) => each.effect === effect)
      .reduce<Condition>((sum, { applies }) => or(sum, applies), false);
  return and(some("permit"), not(some("forbid")));
}

function condition(node: Expr): Condition {
  const [name, of] = only(node);
  switch (name) {
    case "&&":
      return and(condition(part(of, "left")), condition(part(of, "right")));
    case "||":
      return or(condition(part(of, "left")), condition(part(of, "right")));
    case "!":
      return not(condition(part(of, "arg")));
    case "==":
      return compared("=", of);
    case "<=":
      return compared("<=", of);
    case "containsAll":
      return compared("@>", of);
    case "contains": {
      const [set, element] = operands(of);
      demand(set.kind === "text[]" && element.kind === "text", name);
      if (!Array.isArray(set.known)) return (given) => `${set.sql(given)} @> ARRAY[${element.sql(given)}]`;
      // Whoever holds a power in no cell reaches nothing by it, and nothing has to be asked of the lines.
      return set.known.length > 0 && ((given) => `${element.sql(given)} = ANY (${set.sql(given)})`);
    }
    case "Value":
      if (typeof of === "boolean") return of;
      break;
    case ".": {
      const { kind, sql } = column(of);
      if (kind === "boolean") return sql;
      break;
    }
  }
  return noForm(name);
}

function compared(operator: "=" | "<=" | "@>", of: unknown): Sql {
  const [left, right] = operands(of);
  demand(left.kind === right.kind && (left.kind === "text[]") === (operator === "@>"), operator);
  return (given) => `${left.sql(given)} ${operator} ${right.sql(given)}`;
}

function operand(node: Expr): Operand {
  const [name, of] = only(node);
  if (name === ".") return column(of);
  if (name === "unknown") {
    demand(nameOf(of) === "now", "an unknown");
    return { kind: "bigint", sql: ({ now, value }) => `${value(now)}::bigint` };
  }
  const known = name === "Set" ? (of as readonly Expr[]).map(constant) : constant(node);
  return { kind: kindOf(known), known, sql: ({ value }) => `${value(known)}::${kindOf(known)}` };
}

function kindOf(known: unknown): Kind {
  if (typeof known === "string") return "text";
  if (Number.isSafeInteger(known)) return "bigint";
  demand(Array.isArray(known) && known.every((each) => typeof each === "string"), "a constant");
  return "text[]";
}

function column(of: unknown): Operand {
  const { attr } = of as { readonly attr: string };
  const [name, unknown] = only(part(of, "left"));
  const known = name === "unknown" && nameOf(unknown) === "resource" && Object.hasOwn(COLUMNS, attr);
  demand(known, "an attribute");
  return {
    kind: COLUMNS[attr as keyof typeof COLUMNS],
    sql: ({ of: table }) => (table === undefined ? attr : `${table}.${attr}`),
  };
}

const and = (a: Condition, b: Condition): Condition => {
  if (a === false || b === false) return false;
  if (a === true) return b;
  return b === true ? a : (given) => `(${a(given)} AND ${b(given)})`;
};
const or = (a: Condition, b: Condition): Condition => {
  if (a === true || b === true) return true;
  if (a === false) return b;
  return b === false ? a : (given) => `(${a(given)} OR ${b(given)})`;
};
const not = (a: Condition): Condition => (typeof a === "boolean" ? !a : (given) => `NOT (${a(given)})`);

const operands = (of: unknown): [Operand, Operand] => [operand(part(of, "left")), operand(part(of, "right"))];

function only(node: Expr): [name: string, of: unknown] {
  const [entry, ...more] = Object.entries(node);
  return entry === undefined || more.length > 0 ? noForm("a node of more than one name") : entry;
}

const part = (of: unknown, name: "left" | "right" | "arg"): Expr =>
  (of as Record<string, Expr>)[name] as Expr;
const constant = (node: Expr): unknown => ("Value" in node ? node.Value : noForm("an expression"));
/** Of an unknown: Cedar writes it as a call with one string. */
const nameOf = (of: unknown): unknown => constant((of as readonly Expr[])[0] ?? noForm("an unknown"));

function demand(holds: boolean, what: string): void {
  if (!holds) noForm(what);
}

function noForm(what: string): never {
  throw new Error(`no condition in SQL is like ${what} of Cedar's here`);
}
