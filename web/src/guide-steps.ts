import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import type { StepId } from "@setu/requests/learning.ts";
import type { Did } from "./guide-deeds.ts";

type Seen = { readonly me: string; readonly item: string | null };

export type Step = {
  readonly name: MessageDescriptor;
  readonly text: MessageDescriptor;
  readonly keys: readonly string[];
  readonly met: (did: Did, seen: Seen) => boolean;
};

/** The steps of the guided scenario: what to do, with which keys, and what shows that it was done. */
export const GUIDE: Readonly<Record<StepId, Step>> = {
  find: {
    name: msg({ context: "guide", message: "Find what nobody has" }),
    text: msg`Go to the inbox and choose “Nobody” beside “With”. What presses most stands at the top.`,
    keys: ["G", "I"],
    met: (did) => did.what === "list" && did.who === "unassigned",
  },
  claim: {
    name: msg({ context: "guide", message: "Take one" }),
    text: msg`Move to a request that is not yet acknowledged and take it. Your colleagues see at once that you have it.`,
    keys: ["J", "K", "A"],
    met: (did, { me }) => did.what === "home" && did.do === "assign" && did.officer === me,
  },
  read: {
    name: msg({ context: "guide", message: "Read it, and its clock" }),
    text: msg`Choose “Mine” beside “With”: there it stands now. Open it. On the right stands the legal clock: since when it runs, when three quarters have passed, and when the answer is due, in both capitals.`,
    keys: ["Enter"],
    met: (did, { me }) => did.what === "read" && did.assignee === me,
  },
  clarify: {
    name: msg({ context: "guide", message: "Ask a clarification" }),
    text: msg`Choose “Ask for clarification”, say what has to be clarified and until when, write the question, look at the check, send. The clock pauses when it has gone.`,
    keys: ["Ctrl", "Enter"],
    met: (did) => did.what === "act" && did.do === "clarify",
  },
  reply: {
    name: msg({ context: "guide", message: "Receive the reply" }),
    text: msg`Your question leaves after ten seconds. A demo that was started with --counterpart answers by itself within half a minute; else answer as the other side in its own window. The clock then goes on.`,
    keys: [],
    met: (did, { item }) => did.what === "read" && did.item === item && did.replied,
  },
  block: {
    name: msg({ context: "guide", message: "Write with a text of the desk" }),
    text: msg`Write a message and put in one of the desk's texts. Fill every place that is open: a text with an open place does not leave. Send it.`,
    keys: ["M"],
    met: (did) => did.what === "act" && did.block,
  },
  "take-back": {
    name: msg({ context: "guide", message: "Send, and take back" }),
    text: msg`Send another message and take it back within ten seconds. Nothing of it has left, and its words are a draft again.`,
    keys: ["M"],
    met: (did) => did.what === "take-back",
  },
  part: {
    name: msg({ context: "guide", message: "Answer in part" }),
    text: msg`Give what you have: choose “Answer in part”, write it and send. The request stays open for the rest.`,
    keys: ["R"],
    met: (did) => did.what === "act" && did.do === "part",
  },
  "hand-over": {
    name: msg({ context: "guide", message: "Hand over" }),
    text: msg`Your shift ends. Assign the request to a colleague; the note that you leave stays in our own half.`,
    keys: ["Shift", "A"],
    met: (did, { me }) =>
      did.what === "home" && did.do === "assign" && did.officer !== "" && did.officer !== me,
  },
  export: {
    name: msg({ context: "guide", message: "Export the list" }),
    text: msg`Go back to the inbox and save the list as CSV or XLSX. You are asked why; that it was exported, and your reason, stand in the home log.`,
    keys: ["G", "I"],
    met: (did) => did.what === "export",
  },
};
