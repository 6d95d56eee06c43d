import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";

/** What powers are given by, by the codes of the list of topics: every desk names them alike. */
export const TOPIC_WORDS = {
  general: msg({ context: "topic", message: "General, or nothing said" }),
  cyber: msg({ context: "topic", message: "Cybercrime" }),
  drugs: msg({ context: "topic", message: "Drugs and precursors" }),
  fraud: msg({ context: "topic", message: "Fraud, money, corruption" }),
  organised: msg({ context: "topic", message: "Organised crime and violence" }),
  persons: msg({ context: "topic", message: "Persons and migration" }),
  terrorism: msg({ context: "topic", message: "Terrorism" }),
} satisfies Readonly<Record<string, MessageDescriptor>>;

/** At the head of a column of the matrix, short enough for a telephone. */
export const TOPIC_POWER_WORDS = {
  read: msg({ context: "topics", message: "Read" }),
  draft: msg({ context: "topics", message: "Write" }),
  send: msg({ context: "topics", message: "Send" }),
  approve: msg({ context: "topics", message: "Approve" }),
} satisfies Readonly<Record<string, MessageDescriptor>>;
