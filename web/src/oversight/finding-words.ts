import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import type { Finding } from "@setu/requests/findings.ts";

export const FINDING_STATE_WORDS: { readonly [state in Finding["state"]]: MessageDescriptor } = {
  open: msg({ context: "finding", message: "waits for an answer" }),
  answered: msg({ context: "finding", message: "answered, for the reviewer to close" }),
  closed: msg({ context: "finding", message: "closed" }),
};

export const SAID_WORDS: Readonly<Record<string, MessageDescriptor>> = {
  finding: msg({ context: "finding", message: "found" }),
  "finding-answer": msg({ context: "finding", message: "answered" }),
  "finding-again": msg({ context: "finding", message: "asked again" }),
  "finding-close": msg({ context: "finding", message: "closed it" }),
};
