import type { Args } from "@setu/core";

/**
 * What a request is about, as far as powers are given by it. Each side has its own list: it says who of ours works on
 * what, and never crosses. What crosses is the offence, and a row for each says where it belongs.
 */
export const TOPICS = ["general", "cyber", "drugs", "fraud", "organised", "persons", "terrorism"] as const;
export type Topic = (typeof TOPICS)[number];

/** Where nothing is said, or what this side has no row for: matters of our own, an offence of a later list. */
const GENERAL: Topic = "general";

const OF_OFFENCE: Readonly<Record<string, Topic>> = {
  "cyber-fraud": "cyber",
  "unauthorised-access": "cyber",
  ransomware: "cyber",
  "drug-trafficking": "drugs",
  "precursor-diversion": "drugs",
  "call-centre-fraud": "fraud",
  "identity-theft": "fraud",
  "money-laundering": "fraud",
  corruption: "fraud",
  "customs-fraud": "fraud",
  "firearms-trafficking": "organised",
  extortion: "organised",
  kidnapping: "organised",
  homicide: "organised",
  "organised-crime": "organised",
  "human-trafficking": "persons",
  "migrant-smuggling": "persons",
  "child-exploitation": "persons",
  "document-fraud": "persons",
  "terrorist-financing": "terrorism",
  "terrorist-act": "terrorism",
};

export const topicOfOffence = (offence: unknown): Topic =>
  typeof offence === "string" && Object.hasOwn(OF_OFFENCE, offence)
    ? (OF_OFFENCE[offence] ?? GENERAL)
    : GENERAL;

/** By what the opening act says; no later act says another offence. */
export const topicOf = (opening: Args | null): Topic => topicOfOffence(opening?.["offence"]);

/** The powers that are given by topic, as they are named where they are given. */
export const TOPIC_POWERS = ["read", "draft", "send", "approve"] as const;
export type TopicPower = (typeof TOPIC_POWERS)[number];

/** For each power, up to which level (0 to 4) in each topic. What is not named is not given. */
export type Topics = {
  readonly [power in TopicPower]?: { readonly [topic: string]: number };
};
