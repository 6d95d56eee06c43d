import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
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
  records: msg({ context: "kept", message: "Acts, texts and files" }),
  "home-log": msg({ context: "kept", message: "The home log: who did and read what" }),
  notices: msg({ context: "kept", message: "Notices to officers" }),
  sessions: msg({ context: "kept", message: "A session, at the longest" }),
  codes: msg({ context: "kept", message: "A code for a first key, at the longest" }),
};

export const EXCHANGE_WORDS: Readonly<Record<string, MessageDescriptor>> = {
  asking: msg({ context: "exchange", message: "When we ask" }),
  giving: msg({ context: "exchange", message: "When we give" }),
  using: msg({ context: "exchange", message: "When we use what came" }),
};
