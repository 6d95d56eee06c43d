import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";

type Words = Readonly<Record<string, MessageDescriptor>>;

/** Every cell of the product table, in words that are true for both sides. */
export const STATUS: Words = {
  registered: msg`Registered here`,
  received: msg`Not yet acknowledged`,
  "in-work": msg`Acknowledged, in work`,
  "part-answered": msg`Answered in part`,
  answered: msg({ context: "status", message: "Answered" }),
  refused: msg({ context: "status", message: "Refused" }),
  "part-answered-rest-refused": msg`Answered in part, rest refused`,
  lapsed: msg`Lapsed: the clarification never came`,
  "clarification-asked": msg({ context: "status", message: "Clarification asked" }),
  "clarification-given": msg({ context: "status", message: "Clarification given" }),
  withdrawn: msg({ context: "status", message: "Withdrawn" }),
  "withdrawn-while-clarifying": msg`Withdrawn while a clarification was open`,
  "withdrawn-after-part": msg`Withdrawn after a part of the answer`,
  "withdrawn-crossed-answer": msg`Withdrawn; the answer was already on its way`,
  "withdrawn-crossed-refusal": msg`Withdrawn; the refusal was already on its way`,
  "withdrawn-crossed-lapse": msg`Withdrawn; it had already lapsed`,
  closed: msg({ context: "status", message: "Closed" }),
  "closed-answered": msg`Closed after the answer`,
  "closed-refused": msg`Closed after the refusal`,
  "closed-part-refused": msg`Closed, answered in part, rest refused`,
  "closed-lapsed": msg`Closed after it lapsed`,
};

/** What has happened: one line of the timeline. */
export const DONE: Words = {
  ask: msg`Request sent`,
  reply: msg`Clarification given`,
  revise: msg`Urgency changed`,
  withdraw: msg`Request withdrawn`,
  close: msg`Request closed`,
  acknowledge: msg`Receipt acknowledged by an officer`,
  clarify: msg`Clarification asked`,
  deem: msg`Treated as lapsed: no clarification came in time`,
  contest: msg`Urgency contested`,
  extend: msg`Extension announced`,
  part: msg`Part of the answer`,
  answer: msg`Full answer`,
  refuse: msg({ context: "act", message: "Refused" }),
  message: msg`Message`,
  opened: msg`Opened by an officer`,
  declined: msg`Could not be taken`,
  recall: msg`Recall asked`,
  disposed: msg`Destruction attested`,
  kept: msg`Kept, though recalled`,
  correct: msg`Corrected`,
  narrow: msg`Handling narrowed`,
  evaluate: msg`Evaluated`,
  "re-evaluate": msg`Would evaluate otherwise`,
  agree: msg`Agreed to the other evaluation`,
  disagree: msg`Did not agree to the other evaluation`,
};

/** What can be done now: the words on the button and the heading of the composer. */
export const DO: Words = {
  ask: msg`Send the request`,
  reply: msg`Give the clarification`,
  revise: msg`Change the urgency`,
  withdraw: msg`Withdraw the request`,
  close: msg`Close the request`,
  acknowledge: msg`Acknowledge receipt`,
  clarify: msg`Ask for clarification`,
  deem: msg`Treat as lapsed`,
  contest: msg`Contest the urgency`,
  extend: msg`Announce an extension`,
  part: msg`Answer in part`,
  answer: msg`Answer in full`,
  refuse: msg({ context: "button", message: "Refuse" }),
  message: msg`Write a message`,
  recall: msg`Ask to recall`,
  kept: msg`Say that it is kept`,
  correct: msg`Correct what was sent`,
  narrow: msg`Narrow who may hold it`,
  evaluate: msg`Evaluate what was sent`,
  "re-evaluate": msg`Evaluate otherwise`,
  agree: msg`Agree with their evaluation`,
  disagree: msg`Do not agree with their evaluation`,
};

export const URGENCY: Words = {
  flash: msg`Flash: threat to life`,
  immediate: msg({ context: "urgency", message: "Immediate" }),
  priority: msg({ context: "urgency", message: "Priority" }),
  routine: msg({ context: "urgency", message: "Routine" }),
};

/** What the Europol handling codes say; the code itself always stands beside the words. */
export const HANDLING: Words = {
  H0: msg`No further condition`,
  H1: msg`Not in court proceedings without permission`,
  H2: msg`Not to be passed on without permission`,
  H3: msg`Other condition, stated in the text`,
};

/** The Permissible Actions Protocol in words. */
export const PAP: Words = {
  RED: msg`Nothing that could be noticed; look only at what we already hold`,
  AMBER: msg`Passive look-ups only; nothing that reaches the target`,
  GREEN: msg`Active measures such as blocking are allowed`,
  CLEAR: msg`No limit on actions`,
};

export const TLP_MEANING: Words = {
  RED: msg`Only the named persons`,
  "AMBER+STRICT": msg`Only the named agencies, who need to know`,
  AMBER: msg`The named agencies and those they must work with`,
  GREEN: msg`The police and security community`,
  CLEAR: msg`May be published`,
};
