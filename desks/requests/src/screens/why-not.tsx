import { useLingui } from "@lingui/react";
import { isRule, RULES } from "../powers.ts";
import { RULE_WORDS, WHO_CAN } from "./rule-words.ts";

/** Which rule stops something, and who can change that. A rule of a later version is said by its name. */
export function WhyNot({ rule, id }: { readonly rule: string; readonly id?: string }) {
  const { _ } = useLingui();
  return (
    <p className="muted" id={id}>
      {isRule(rule) ? `${_(RULE_WORDS[rule])} ${_(WHO_CAN[RULES[rule]])}` : rule}
    </p>
  );
}
