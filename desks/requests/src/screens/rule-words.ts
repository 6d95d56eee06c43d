import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import type { Rule, RULES } from "../powers.ts";

/** What stops an officer, rule by rule of the policy (`RULES` says who can change it). */
export const RULE_WORDS: { readonly [rule in Rule]: MessageDescriptor } = {
  administer: msg`Only who administers this node does this.`,
  "administration-reads-nothing": msg`Who administers this node reads nothing and writes nothing on matters.`,
  approve: msg`You may not approve what others send.`,
  assign: msg`You may not give work to others.`,
  audience: msg`The marking releases this to other agencies than yours.`,
  compartments: msg`It lies in a compartment that you are not in.`,
  draft: msg`You may read, and not write.`,
  duty: msg`You are not on duty.`,
  "duty-approver": msg`You are not on duty as an approver.`,
  expired: msg`The time in which it may be read is over.`,
  export: msg`You may not take lists or files out of this program.`,
  inactive: msg`Your accreditation has not begun, has ended, or is suspended.`,
  lead: msg`Only who leads the desk lays down the roster.`,
  level: msg`It is marked above your clearance.`,
  oversee: msg`Only a reviewer does this.`,
  "oversight-changes-nothing": msg`A reviewer sees everything and changes nothing.`,
  own: msg`You have no account at this node.`,
  "own-draft": msg`Nobody approves what they have written themselves.`,
  provision: msg`Only the program of a directory does this.`,
  read: msg`You may not read matters.`,
  reason: msg`Outside your own matters a reason has to be given.`,
  red: msg`It is TLP:RED: for those it names, and you are not one of them.`,
  redress: msg`You do not deal with what individuals ask about themselves.`,
  seal: msg`You may not seal, and not put into compartments.`,
  sealed: msg`It is sealed: for those it names, and you are not one of them.`,
  send: msg`You may not send anything to the other side.`,
  sight: msg`You may not read matters, and so do nothing on them.`,
  supervise: msg`Only who leads the desk does this.`,
  "topic-approve": msg`This topic, at this level, is not among those that you may approve.`,
  "topic-draft": msg`This topic, at this level, is not among those in which you may write.`,
  "topic-read": msg`This topic, at this level, is not among those that you may read.`,
  "topic-send": msg`This topic, at this level, is not among those in which you may send.`,
};

export const WHO_CAN: { readonly [who in (typeof RULES)[Rule]]: MessageDescriptor } = {
  administer: msg`Who administers this node can change that.`,
  supervise: msg`Who leads the desk can change that.`,
  seal: msg`An officer who may seal can change that.`,
  originator: msg`Only the side that marked it can change that.`,
  nobody: msg`Nobody can change that.`,
};
