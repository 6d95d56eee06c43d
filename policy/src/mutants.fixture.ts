import * as cedar from "@cedar-policy/cedar-wasm/nodejs";

type Policies = Readonly<Record<string, cedar.PolicyJson>>;
export type Mutant = { readonly what: string; readonly policies: Policies };
type Node = { [name: string]: unknown };

export function policiesOf(text: string): Policies {
  const parts = cedar.policySetTextToParts(text);
  if (parts.type === "failure") throw new Error("the policies cannot be read");
  const read = parts.policies.map((policy) => {
    const { json } = cedar.policyToJson(policy) as { json: cedar.PolicyJson };
    return [json.annotations?.["id"] ?? "", json] as const;
  });
  return Object.fromEntries(read);
}

/**
 * Every policy dropped; every condition turned round; of every list of actions, each taken out, and the whole list.
 * A mutant is good Cedar: whoever wrote it by mistake would not be told.
 */
export const mutantsOf = (policies: Policies): readonly Mutant[] =>
  Object.entries(policies).flatMap(([id, policy]) => {
    const { [id]: _, ...others } = policies;
    const changed = changesOf(policy).map(([what, next]) => ({
      what: `${id}: ${what}`,
      policies: { ...others, [id]: next },
    }));
    return [{ what: `${id}: dropped`, policies: others }, ...changed];
  });

type Change = [what: string, policy: cedar.PolicyJson];

function changesOf(policy: cedar.PolicyJson): Change[] {
  const clauses = policy.conditions.flatMap((clause, at) =>
    conditionsOf(clause.body as Node).map(([what, body]): Change => {
      const next = { ...clause, body: body as cedar.Expr };
      return [`${clause.kind} ${what}`, { ...policy, conditions: policy.conditions.with(at, next) }];
    }),
  );
  return [...scopesOf(policy), ...clauses];
}

function scopesOf(policy: cedar.PolicyJson): Change[] {
  const { action } = policy;
  if (action.op === "All") return [];
  const every: Change = ["whatever the action", { ...policy, action: { op: "All" } }];
  if (action.op !== "in" || !("entities" in action)) return [every];
  const { entities } = action;
  const fewer = entities.map((entity, at): Change => [
    `without ${JSON.stringify(entity)}`,
    { ...policy, action: { op: "in", entities: entities.toSpliced(at, 1) } },
  ]);
  return entities.length === 1 ? [every] : [every, ...fewer];
}

/** The expression with each of its conditions turned round, and each of its lists of actions shortened. */
function conditionsOf(node: Node): [what: string, node: Node][] {
  const [entry] = Object.entries(node);
  if (!entry) return [];
  const [name, of] = entry as [string, Node];
  if (name === "&&" || name === "||") {
    return (["left", "right"] as const).flatMap((side) =>
      conditionsOf(of[side] as Node).map(([what, next]): [string, Node] => [
        what,
        { [name]: { ...of, [side]: next } },
      ]),
    );
  }
  const round: [string, Node] = [`not ${JSON.stringify(node)}`, { "!": { arg: node } }];
  const listed = name === "in" ? ((of["right"] as Node)["Set"] as readonly Node[] | undefined) : undefined;
  const fewer = (listed ?? []).map((entity, at): [string, Node] => [
    `without ${JSON.stringify(entity)}`,
    { in: { ...of, right: { Set: listed?.toSpliced(at, 1) } } },
  ]);
  return [round, ...fewer];
}
