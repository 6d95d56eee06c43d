import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";

/** Fields of the form of a request for mutual legal assistance (spec/mla.md). */
export const FIELD_WORDS: Readonly<Record<string, MessageDescriptor>> = {
  authority: msg({ context: "mla", message: "Who asks" }),
  conducting: msg({ context: "mla", message: "Who conducts the proceeding, and its functions" }),
  proceeding: msg({ context: "mla", message: "Subject matter and nature of the proceeding" }),
  law: msg({ context: "mla", message: "The offence, and the text of the law" }),
  facts: msg({ context: "mla", message: "Summary of what happened" }),
  assistance: msg({ context: "mla", message: "What is asked for" }),
  purpose: msg({ context: "mla", message: "For what it will be used" }),
  persons: msg({ context: "mla", message: "Whom it concerns: identity, place, nationality" }),
  procedure: msg({ context: "mla", message: "A procedure to be followed" }),
  limit: msg({ context: "mla", message: "Until when" }),
  confidentiality: msg({ context: "mla", message: "What is to be kept confidential, and why" }),
};
