import * as cedar from "@cedar-policy/cedar-wasm/nodejs";
import { SetuError } from "@setu/core";
import type { Sources } from "./files.ts";

/** A residual: of the policies, what is left to ask of the item. */
export type Residuals = cedar.ResidualResponse["residuals"];
export type Expr = cedar.Expr;

/** Who does what, and what is known around it. */
export type Question = {
  readonly principal: cedar.EntityJson;
  readonly action: string;
  readonly context: cedar.Context;
};

/** The policies, parsed and validated. What it answers, Cedar has evaluated; all else throws. */
export type Engine = {
  readonly hash: string;
  /** Of every policy, by id. */
  readonly effects: ReadonlyMap<string, cedar.Effect>;
  /** Ids of the permits that speak of an action. */
  permits(action: string): readonly string[];
  decide(
    question: Question,
    resource: cedar.EntityJson,
  ): { readonly allow: boolean; readonly determining: readonly string[] };
  /** About all items at once: what is left of each policy. */
  residuals(question: Question): Residuals;
};

/** What Cedar could not evaluate. A policy that fails is skipped by Cedar: its answer must not count. */
export class Unevaluated extends Error {
  readonly errors: readonly string[];

  constructor(errors: readonly string[]) {
    super(errors.join("; "));
    this.errors = errors;
  }
}

/** @throws POLICY_INVALID, with what the strict validator says, its warnings included */
export function engineOf({ schema, policies, hash }: Sources): Engine {
  const { staticPolicies, effects } = readPolicies(policies);
  assertValid(schema, staticPolicies);
  answered(cedar.preparseSchema(hash, schema), invalid);
  answered(cedar.preparsePolicySet(hash, { staticPolicies }), invalid);

  let permitted: readonly (readonly [id: string, actions: readonly string[]])[] | null = null;
  const permits = (action: string): readonly string[] => {
    permitted ??= [...effects]
      .filter(([, effect]) => effect === "permit")
      .map(([id]) => [id, actionsOf(staticPolicies[id] ?? "", schema)]);
    return permitted.filter(([, actions]) => actions.includes(`Action::"${action}"`)).map(([id]) => id);
  };
  const decide: Engine["decide"] = ({ principal, action, context }, resource) => {
    const { response } = answered(
      cedar.statefulIsAuthorized({
        principal: principal.uid,
        action: { type: "Action", id: action },
        resource: resource.uid,
        context,
        preparsedSchemaName: hash,
        preparsedPolicySetId: hash,
        validateRequest: true,
        entities: [principal, resource],
      }),
      unevaluated,
    );
    const { errors, reason } = response.diagnostics;
    if (errors.length > 0)
      throw unevaluated(errors.map(({ error, policyId }) => `${policyId}: ${error.message}`));
    return { allow: response.decision === "allow", determining: reason.toSorted() };
  };
  const residuals: Engine["residuals"] = ({ principal, action, context }) => {
    const { response } = answered(
      cedar.isAuthorizedPartial({
        principal: principal.uid,
        action: { type: "Action", id: action },
        resource: null,
        context,
        schema,
        // An unknown instant is no Long to it; the caller has checked the action, and entities are checked anyway.
        validateRequest: false,
        policies: { staticPolicies },
        entities: [principal],
      }),
      unevaluated,
    );
    if (response.errored.length > 0) throw unevaluated(response.errored);
    return response.residuals;
  };
  return { hash, effects, permits, decide, residuals };
}

function readPolicies(policies: string) {
  const { policies: texts, policy_templates: templates } = answered(
    cedar.policySetTextToParts(policies),
    invalid,
  );
  if (templates.length > 0) throw invalid(["a template has no use here"]);
  const staticPolicies: Record<string, string> = {};
  const effects = new Map<string, cedar.Effect>();
  for (const text of texts) {
    const { annotations, effect } = answered(cedar.policyToJson(text), invalid).json;
    const id = annotations?.["id"];
    if (!id || effects.has(id)) throw invalid([`a policy without an id of its own: ${text}`]);
    staticPolicies[id] = text;
    effects.set(id, effect);
  }
  return { staticPolicies, effects: new Map([...effects].toSorted(byId)) };
}

const byId = ([a]: [string, unknown], [b]: [string, unknown]): number => (a < b ? -1 : 1);

/** A warning counts as an error: a policy that can never apply was meant to. */
function assertValid(schema: string, staticPolicies: Record<string, string>): void {
  const { validationErrors, validationWarnings, otherWarnings } = answered(
    cedar.validate({ validationSettings: { mode: "strict" }, schema, policies: { staticPolicies } }),
    invalid,
  );
  const complaints = [
    ...[...validationErrors, ...validationWarnings].map(
      ({ policyId, error }) => `${policyId}: ${error.message}`,
    ),
    ...otherWarnings.map(({ message }) => message),
  ];
  if (complaints.length > 0) throw invalid(complaints);
}

function actionsOf(policy: string, schema: string): readonly string[] {
  const found = cedar.getValidRequestEnvsPolicy(policy, schema);
  if (found.type === "failure") throw unevaluated([found.error]);
  return found.actions;
}

type Answer =
  | { readonly type: string }
  | { readonly type: "failure"; readonly errors: readonly cedar.DetailedError[] };

function answered<A extends Answer>(
  answer: A,
  wrong: (errors: readonly string[]) => Error,
): Exclude<A, { type: "failure" }> {
  if ("errors" in answer) throw wrong(answer.errors.map(({ message }) => message));
  return answer as Exclude<A, { type: "failure" }>;
}

const unevaluated = (errors: readonly string[]): Unevaluated => new Unevaluated(errors);

export const invalid = (errors: readonly string[]): SetuError =>
  new SetuError("POLICY_INVALID", `the policy cannot be used: ${errors.join("; ")}`);
