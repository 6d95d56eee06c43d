import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";

type Words = Readonly<Record<string, MessageDescriptor>>;

/** What somebody of our side has done on our own half: a line of its history. */
export const OUR_DONE: Words = {
  assign: msg({ context: "our half", message: "Given to" }),
  unassign: msg({ context: "our half", message: "Given back; nobody has it" }),
  watch: msg({ context: "our half", message: "Watched by" }),
  unwatch: msg({ context: "our half", message: "No longer watched by" }),
  note: msg({ context: "our half", message: "Note written" }),
  task: msg({ context: "our half", message: "Task for" }),
  "task-done": msg({ context: "our half", message: "Task done" }),
  "follow-up": msg({ context: "our half", message: "Follow-up set" }),
  done: msg({ context: "our half", message: "Put away" }),
  resume: msg({ context: "our half", message: "Brought back" }),
  refer: msg({ context: "our half", message: "Reference noted" }),
  relate: msg({ context: "our half", message: "Related to another request" }),
  intake: msg`Registered here`,
  translate: msg({ context: "our half", message: "Translated for us" }),
  seal: msg({ context: "our half", message: "Sealed" }),
  unseal: msg({ context: "our half", message: "Seal taken off" }),
  compartment: msg({ context: "our half", message: "Compartments changed" }),
  "pass-on": msg({ context: "our half", message: "Passed on" }),
  destroy: msg({ context: "our half", message: "Asked to have it destroyed" }),
  "destroy-agree": msg({ context: "our half", message: "Agreed, and it was destroyed" }),
  "destroy-drop": msg({ context: "our half", message: "No longer to be destroyed" }),
  consider: msg({ context: "our half", message: "Supply without a request considered" }),
  uncopied: msg({ context: "our half", message: "No copy to the single point of contact" }),
  undo: msg({ context: "our half", message: "Undone" }),
};

export const REFERENCE: Words = {
  interpol: msg({ context: "reference", message: "INTERPOL" }),
  pen: msg({ context: "reference", message: "PEN" }),
  mla: msg({ context: "reference", message: "Mutual legal assistance (MLA)" }),
  "police-file": msg({ context: "reference", message: "Police file" }),
  other: msg({ context: "reference", message: "Other reference" }),
};

/** As the request that holds the link reads it. */
export const RELATION: Words = {
  "follow-up-of": msg({ context: "relation", message: "Follow-up of" }),
  related: msg({ context: "relation", message: "Related to" }),
  "duplicate-of": msg({ context: "relation", message: "Duplicate of" }),
  replaces: msg({ context: "relation", message: "Replaces" }),
};

/** The same from the other end. */
export const RELATION_FROM: Words = {
  "follow-up-of": msg({ context: "relation", message: "Followed up by" }),
  related: msg({ context: "relation", message: "Related to" }),
  "duplicate-of": msg({ context: "relation", message: "Has a duplicate" }),
  replaces: msg({ context: "relation", message: "Replaced by" }),
};
