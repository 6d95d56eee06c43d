import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import type { KeptFor, RetentionClass } from "@setu/requests/disposal.ts";
import type { ChangeReason, HeldKey, KeptKind, QueueName } from "@setu/requests/administration.ts";

export const REASON_WORDS: { readonly [reason in ChangeReason]: MessageDescriptor } = {
  "new-post": msg({ context: "change", message: "A new post or task" }),
  "end-of-post": msg({ context: "change", message: "The post or task ends" }),
  absence: msg({ context: "change", message: "Absence" }),
  incident: msg({ context: "change", message: "An incident is looked into" }),
  correction: msg({ context: "change", message: "It was entered wrongly" }),
  "periodic-review": msg({ context: "change", message: "The regular review of powers" }),
};

export const KEY_WORDS: { readonly [kind in HeldKey["kind"]]: MessageDescriptor } = {
  passkey: msg`Passkey of one device`,
  synced: msg`Passkey that a cloud copies`,
  card: msg`Smart card`,
};

export const QUEUE_WORDS: { readonly [queue in QueueName]: MessageDescriptor } = {
  unsigned: msg({ context: "queue", message: "Saved here, not yet signed" }),
  held: msg({ context: "queue", message: "In the ten seconds in which it can be taken back" }),
  releases: msg({ context: "queue", message: "Waiting for a second person" }),
  lines: msg({ context: "queue", message: "Lines of lists to be written" }),
  files: msg({ context: "queue", message: "Files not yet read for search" }),
  mail: msg({ context: "queue", message: "Mail to be sent" }),
};

export const KEPT_WORDS: { readonly [what in KeptKind]: MessageDescriptor } = {
  records: msg({ context: "kept", message: "Texts and files of a request that is over" }),
  "own-matters": msg({ context: "kept", message: "Texts and files of a matter of our own that is over" }),
  "home-log": msg({ context: "kept", message: "The home log: who did and read what" }),
  notices: msg({ context: "kept", message: "Notices to officers" }),
  sessions: msg({ context: "kept", message: "A session, at the longest" }),
  codes: msg({ context: "kept", message: "A code for a first key, at the longest" }),
};

export const KEPT_FOR_WORDS: { readonly [why in KeptFor]: MessageDescriptor } = {
  hold: msg({ context: "kept for", message: "Kept: oversight holds it" }),
  individual: msg({ context: "kept for", message: "Kept: an individual’s request is open, or restricts it" }),
  clock: msg({ context: "kept for", message: "Kept: a clock still runs, or feedback is owed" }),
  leaving: msg({ context: "kept for", message: "Kept: something of it is still on its way" }),
  draft: msg({ context: "kept for", message: "Kept: an officer is writing on it" }),
  date: msg({ context: "kept for", message: "Kept: a task is open, or a date to come back to it is set" }),
  class: msg({ context: "kept for", message: "Kept: no rule names its class" }),
};

export const CLASS_WORDS: { readonly [name in RetentionClass]: MessageDescriptor } = {
  standard: msg({ context: "retention", message: "A request that is over" }),
  case: msg({ context: "retention", message: "A matter of our own that is over" }),
};

export const EXCHANGE_WORDS: Readonly<Record<string, MessageDescriptor>> = {
  asking: msg({ context: "exchange", message: "When we ask" }),
  giving: msg({ context: "exchange", message: "When we give" }),
  using: msg({ context: "exchange", message: "When we use what came" }),
};
