import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import { GRANTED, type Notice, type NoticeKind } from "@setu/requests/me.ts";
import { DONE } from "@setu/requests/screens/words.ts";

type Words = Readonly<Record<string, MessageDescriptor>>;

/** Why there is a notice, by its kind and reason. */
const PASSED: Words = {
  p50: msg`Half of your time has passed`,
  p75: msg`Three quarters of your time have passed`,
  p100: msg`Your deadline has passed`,
};
const NOBODYS: Words = {
  p50: msg`Nobody has it, and half of the time has passed`,
  p75: msg`Nobody has it, and three quarters of the time have passed`,
  p100: msg`Nobody has it, and the deadline has passed`,
};
const FAILED: Words = {
  returned: msg`What you sent came back`,
  declined: msg`The other node could not take what you sent`,
  "link-stopped": msg`The link has stopped, and what you sent waits`,
};
const PLAIN: Words = {
  assigned: msg`Assigned to you`,
  mentioned: msg`You are mentioned in a note`,
  task: msg`A task for you`,
  "task-due": msg`A task of yours is due`,
  "follow-up": msg`The follow-up date is reached`,
  "kept-until": msg`The date has come until which something recalled is kept`,
  outcome: msg`The outcome of an answer is due`,
  finding: msg`Oversight asks you for an answer`,
  "finding-late": msg`A finding has passed its date without an answer`,
  "finding-again": msg`Oversight asks you again`,
  "finding-close": msg`Oversight has closed a finding`,
  "finding-answer": msg`A finding has been answered`,
  half: msg`You have opened or taken half of what one officer may in so short a time`,
};
const RELEASES: Words = {
  waits: msg`A release waits for somebody to approve it`,
  turn: msg`A release was handed on to you`,
  late: msg`A release still waits, and its request’s time runs out`,
  approved: msg`Your release was approved`,
  "sent-back": msg`Your release came back with remarks`,
  alone: msg`Somebody released alone for a threat to life: it is reviewed within 24 hours`,
  "review-half": msg`A release by one person is not reviewed yet, and half of the 24 hours have passed`,
  "review-over": msg`A release by one person was not reviewed within 24 hours`,
};
const OFFICERS: Words = {
  posting: msg`A posting waits for us: agreement, accreditation or an answer`,
  grant: msg`A change of what an officer may do waits for a second administrator`,
  program: msg`A program waits for a second administrator`,
  recovery: msg`A new code for an officer waits for a second administrator`,
  braked: msg`A directory was stopped from closing many accounts`,
  wish: msg`A directory wants something that persons decide`,
  alarm: msg`An alarm about an officer has not been looked at`,
  key: msg`A key, a certificate or a list of revocations ends soon or has ended`,
};
/** Where each is dealt with. */
export const OFFICERS_PAGES: Readonly<Record<string, string>> = {
  posting: "/officers",
  program: "/administration/programs",
  braked: "/administration/directory",
  wish: "/administration/directory",
  alarm: "/administration/alarms",
  key: "/administration/keys",
};
const INDIVIDUALS: Words = {
  p50: msg`Half of the time for an individual’s request has passed`,
  p75: msg`Three quarters of the time for an individual’s request have passed`,
  p100: msg`The deadline of an individual’s request has passed`,
  letter: msg`A letter to an individual leaves now`,
  consulted: msg`The other side consults us on an individual’s request`,
  answered: msg`The owner of a matter has answered your consultation`,
};
const SUSPENSIONS: Words = {
  suspended: msg`We have suspended the exchange in something`,
  "suspended-there": msg`The other side has suspended the exchange in something`,
  resumed: msg`We have resumed the exchange: look at what waits`,
  "resumed-there": msg`The other side has resumed the exchange: look at what waits`,
};
const PERMISSIONS: Words = {
  seek: msg`The other side asks for leave`,
  reply: msg`The other side has clarified what it asks leave for`,
  clarify: msg`The other side asks back about leave that you asked for`,
  grant: msg`Leave that you asked for was granted`,
  refuse: msg`Leave that you asked for was refused`,
  revoke: msg`Leave that you asked for or use was revoked`,
  "ends-30": msg`Leave that you asked for or use ends within 30 days`,
  "ends-7": msg`Leave that you asked for or use ends within 7 days`,
};
const BY_KIND: Readonly<Partial<Record<NoticeKind, Words>>> = {
  deadline: PASSED,
  unclaimed: NOBODYS,
  failed: FAILED,
  reply: DONE,
  release: RELEASES,
  individual: INDIVIDUALS,
  officers: OFFICERS,
  suspension: SUSPENSIONS,
  permission: PERMISSIONS,
  access: { [GRANTED]: msg`You may read it now, as you had asked` },
};

/** A reason of a later version is said by its kind alone. */
export const reasonOf = ({ kind, reason }: Pick<Notice, "kind" | "reason">): MessageDescriptor => {
  const list = BY_KIND[kind] ?? PLAIN;
  return (Object.hasOwn(list, reason) ? list[reason] : undefined) ?? KINDS[kind];
};

/** The kinds, as a person turns them on and off. */
export const KINDS: Readonly<Record<NoticeKind, MessageDescriptor>> = {
  assigned: msg`Something is assigned to you`,
  mentioned: msg`A note mentions you`,
  reply: msg`The other side writes on what you have or watch`,
  deadline: msg`Your deadline: half, three quarters and all of the time`,
  unclaimed: msg`The deadline of what nobody has`,
  "follow-up": msg`A follow-up date of yours`,
  outcome: msg`The outcome that you owe the other side`,
  failed: msg`What you sent does not go`,
  access: msg`A colleague asks for access`,
  brake: msg`A colleague has opened or taken so much that it was stopped`,
  finding: msg`Oversight asks, or is answered`,
  release: msg`A release waits for you, was decided, or waits for its review`,
  individual: msg`An individual’s request: a clock, a letter, a consultation`,
  officers: msg`Something about officers waits for you: a posting, a change, an alarm`,
  suspension: msg`The exchange is suspended in something, or goes on`,
  permission: msg`Leave to use what came: asked, answered, revoked, or about to end`,
};
