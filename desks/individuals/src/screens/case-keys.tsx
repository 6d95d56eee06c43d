import { msg } from "@lingui/core/macro";
import { ScreenKeys, usePageKey } from "@setu/ui";

const HELP = [
  { keys: ["F"], does: msg`Go to the search` },
  { keys: ["D"], does: msg`Go to the decision` },
];
const focus = (where: string) => () => document.querySelector<HTMLElement>(where)?.focus();
const toSearch = focus("[aria-labelledby=searches] input");
const toDecision = focus("[aria-labelledby=decide] select");

/** Keys go to what they name and decide nothing. */
export function CaseKeys() {
  usePageKey("f", toSearch);
  usePageKey("d", toDecision);
  return <ScreenKeys help={HELP} />;
}
