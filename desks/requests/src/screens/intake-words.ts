import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import type { IntakeField, IntakeProblem, MessageFlag } from "../intake.ts";

/** What is wrong with a field or a row. */
export const PROBLEM: Readonly<Record<IntakeProblem["code"], MessageDescriptor>> = {
  missing: msg`This is needed.`,
  "unknown-code": msg`This is none of the words of its list.`,
  "not-a-date": msg`This is no date as it is written here.`,
  future: msg`This has not been yet.`,
  "too-long": msg`This is too long.`,
  cells: msg`There are more or fewer cells than columns.`,
  repeated: msg`The same row stands above.`,
};

/** What a person has to know of a message before it is registered. */
export const FLAG: Readonly<Record<MessageFlag, MessageDescriptor>> = {
  html: msg`The message has its text in HTML only; its words were taken out.`,
  signs: msg`Some of its signs could not be read: look at the original.`,
  cut: msg`Its text is longer than what is kept here.`,
  "no-received": msg`No server noted when it came. If a date stands here, its sender wrote it.`,
};

export const FIELD: Readonly<Record<IntakeField, MessageDescriptor>> = {
  cameBy: msg`How it came`,
  received: msg`Received`,
  dated: msg`Date that it bears`,
  from: msg`From whom`,
  theirRef: msg`Their reference`,
  title: msg`Subject`,
  text: msg`Text`,
  lang: msg`Language of the text`,
  due: msg`Due`,
};
