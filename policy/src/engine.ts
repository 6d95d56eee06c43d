import * as cedar from "@cedar-policy/cedar-wasm/nodejs";
import { SetuError } from "@setu/core";
import type { Sources } from "./files.ts";

/** A residual: of the policies, what is left to ask of the item. */
export type Residuals = cedar.ResidualResponse["residuals"];
export type Expr = cedar.Expr;

/** Whom, what and when one asks about. `resource` null: about all items at once. */
export type Question = {
  readonly principal: cedar.EntityJson;
  readonly action: string;
  readonly resource: cedar.EntityJson | null;
  readonly context: cedar.Context;
};

/** The policies, parsed and validated. */
export type Engine = {
  readonly hash: string;
  /** Of every policy, with its effect and the actions it can speak of. */
  readonly policies: ReadonlyMap<
    string,
    { readonly effect: cedar.Effect; readonly actions: readonly string[] }
  >;
  decide(question: Question): { readonly allow: boolean; readonly determining: readonly string[] };
  /** @returns the decision where the officer alone makes it, else null; ids by the part they have in it */
  partly(question: Question): {
    readonly decision: cedar.Decision | null;
    readonly satisfied: readonly string[];
    readonly open: readonly string[];
    readonly residuals: Residuals;
  };
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
export function engineOf(sources: Sources): Engine {
  const { schema, hash } = sources;
  const parts = answered(cedar.policySetTextToParts(sources.policies), invalid);
  const staticPolicies: Record<string, string> = {};
  const policies = new Map<string, { effect: cedar.Effect; actions: string[] }>();
  for (const text of parts.policies) {
    const { json } = answered(cedar.policyToJson(text), invalid);
    const id = json.annotations?.["id"];
    if (!id || policies.has(id)) throw invalid([`a policy without an id of its own: ${text}`]);
    staticPolicies[id] = text;
    policies.set(id, { effect: json.effect, actions: [] });
  }
  if (parts.policy_templates.length > 0) throw invalid(["a template has no use here"]);
  const validated = answered(
    cedar.validate({ validationSettings: { mode: "strict" }, schema, policies: { staticPolicies } }),
    invalid,
  );
  const complaints = [...validated.validationErrors, ...validated.validationWarnings];
  if (complaints.length > 0)
    throw invalid(complaints.map(({ policyId, error }) => `${policyId}: ${error.message}`));
  for (const [id, policy] of policies) policy.actions.push(...actionsOf(staticPolicies[id] ?? "", schema));
  answered(cedar.preparseSchema(hash, schema), invalid);
  answered(cedar.preparsePolicySet(hash, { staticPolicies }), invalid);

  const decide: Engine["decide"] = ({ principal, action, resource, context }) => {
    if (resource === null) throw new Unevaluated(["there is no resource"]);
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
  const partly: Engine["partly"] = ({ principal, action, context }) => {
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
    return {
      decision: response.decision,
      satisfied: response.satisfied.toSorted(),
      open: response.nontrivialResiduals.toSorted(),
      residuals: response.residuals,
    };
  };
  return { hash, policies, decide, partly };
}

function actionsOf(policy: string, schema: string): string[] {
  const found = cedar.getValidRequestEnvsPolicy(policy, schema);
  if (found.type === "failure") throw invalid([found.error]);
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
