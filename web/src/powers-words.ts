import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import type { Helper } from "@setu/requests/powers.ts";

/** The powers that an officer can be given. */
export const POWER_WORDS: Readonly<Record<string, MessageDescriptor>> = {
  read: msg({ context: "power", message: "read" }),
  draft: msg({ context: "power", message: "write" }),
  send: msg({ context: "power", message: "send" }),
  approve: msg({ context: "power", message: "approve" }),
  assign: msg({ context: "power", message: "give work to others" }),
  export: msg({ context: "power", message: "take lists out" }),
  seal: msg({ context: "power", message: "seal" }),
  supervise: msg({ context: "power", message: "lead the desk" }),
  administer: msg({ context: "power", message: "administer the node" }),
  oversee: msg({ context: "power", message: "review" }),
  redress: msg({ context: "power", message: "deal with individuals’ requests" }),
};

/** Of the policy's actions, one for each group that the same rules govern. */
export const DEEDS: readonly { readonly action: string; readonly words: MessageDescriptor }[] = [
  { action: "read", words: msg({ context: "deed", message: "Find and read matters" }) },
  { action: "download", words: msg({ context: "deed", message: "Look at files and take them" }) },
  { action: "note", words: msg({ context: "deed", message: "Write on our half, take work" }) },
  { action: "assign", words: msg({ context: "deed", message: "Give work to others" }) },
  { action: "ask", words: msg({ context: "deed", message: "Ask the other side" }) },
  { action: "send", words: msg({ context: "deed", message: "Answer, write and recall" }) },
  { action: "approve", words: msg({ context: "deed", message: "Approve what others send" }) },
  { action: "export", words: msg({ context: "deed", message: "Take lists out as files" }) },
  { action: "intake", words: msg({ context: "deed", message: "Register what came another way" }) },
  { action: "seal", words: msg({ context: "deed", message: "Seal, and put into compartments" }) },
  { action: "pass-on", words: msg({ context: "deed", message: "Pass on what nobody here may read" }) },
  { action: "lead", words: msg({ context: "deed", message: "Lay down the roster" }) },
  { action: "redress", words: msg({ context: "deed", message: "Deal with individuals’ requests" }) },
  { action: "administer", words: msg({ context: "deed", message: "Administer the node" }) },
  { action: "oversee", words: msg({ context: "deed", message: "Review" }) },
];

export const HELPER_WORDS: { readonly [who in Helper]: MessageDescriptor } = {
  administer: msg`For powers, clearance and dates`,
  supervise: msg`For access to a matter`,
  seal: msg`For a seal or a compartment`,
};
