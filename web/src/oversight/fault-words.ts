import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import type { Fault } from "@setu/requests/faults.ts";

export const FAULT_WORDS: { readonly [fault in Fault]: MessageDescriptor } = {
  threshold: msg`The same risk at the same gate was decided otherwise elsewhere: are the thresholds the same?`,
  baseline: msg`What is done about the risk is named and makes no difference: was it counted in the risk before it?`,
  "over-rated": msg`The risk falls by two steps or more: is what is done about it rated too high?`,
  unchecked: msg`Who answered wrote it himself, or who let it go had answered: no second pair of eyes.`,
};
