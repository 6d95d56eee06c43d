import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import type { ErrorCode } from "@setu/core/errors.ts";

/** What a person is told when something did not work: what happened, what is kept, what was not sent, what to do. */
export type ProblemWords = {
  readonly what: MessageDescriptor;
  readonly kept: MessageDescriptor;
  readonly sent: MessageDescriptor;
  readonly next: MessageDescriptor;
};

const KEPT = msg`What you typed is kept on this page.`;
const KEPT_SAVED = msg`What was saved before is safe in our log.`;
const NOT_SENT = msg`Nothing was sent.`;
const WAITS = msg`What is saved here waits and is sent when the link is back.`;
const CORRECT = msg`Correct it and send again.`;
const RELOAD = msg`Load this page again. If it comes back, give the code to the person who runs this node.`;
const AGAIN = msg`Wait a moment and try again.`;
const OPERATOR = msg`Give the code to the person who runs this node.`;
const LOOK = msg`Look at what changed, then use your text again or put it away.`;
const CALL = msg`Call the other office by telephone and tell the person who runs this node.`;

const refused = (what: MessageDescriptor, next: MessageDescriptor): ProblemWords => ({
  what,
  kept: KEPT,
  sent: NOT_SENT,
  next,
});
const onLink = (what: MessageDescriptor, next: MessageDescriptor): ProblemWords => ({
  what,
  kept: KEPT_SAVED,
  sent: WAITS,
  next,
});

/** Every code of `core`, and OFFLINE for an answer that never came. A code without words does not compile. */
export const PROBLEMS: Readonly<Record<ErrorCode | "OFFLINE", ProblemWords>> = {
  TOO_LARGE: refused(
    msg`This is larger than one record may be.`,
    msg`Shorten the text, or attach a smaller file.`,
  ),
  TOO_DEEP: refused(msg`The data is nested too deeply.`, RELOAD),
  NOT_UTF8: refused(msg`The text contains bytes that are not valid Unicode.`, CORRECT),
  NOT_JSON: refused(msg`The server could not read what this page sent.`, RELOAD),
  NOT_CANONICAL: refused(msg`The data is not in the one form that is accepted.`, RELOAD),
  BAD_NUMBER: refused(msg`A number is out of range.`, CORRECT),
  BAD_KEY: refused(msg`The data has a field name that is not allowed.`, RELOAD),
  BAD_STRING: refused(msg`The text contains characters that are not allowed.`, CORRECT),
  BAD_FIELD: refused(msg`A field is missing or not filled in correctly.`, CORRECT),
  UNKNOWN_CODE: refused(
    msg`A choice is not in the list that both sides agreed.`,
    msg`Choose again from the list.`,
  ),
  WRONG_CHECK: refused(
    msg`The last character does not fit this reference, so one character was misheard or mistyped.`,
    msg`Read the reference again, sign by sign.`,
  ),
  PASSED: refused(
    msg`This date and hour have passed already.`,
    msg`Choose a day and an hour that are still to come.`,
  ),
  LEVEL_UNMAPPED: refused(
    msg`No agreement says how the other side handles this national level.`,
    msg`Remove what bears the level, or ask your security officer.`,
  ),
  MARKING_UNKNOWN: refused(
    msg`The handling marking is not known to this version.`,
    msg`Choose the handling again.`,
  ),
  AUDIENCE_EMPTY: refused(
    msg`No agency is named, so nobody could read it.`,
    msg`Name at least one agency that may read it.`,
  ),
  OPEN_PLACE: refused(msg`A place in the text is still open.`, msg`Fill it, or take it out with its braces.`),
  STALE: refused(msg`Someone acted on this request after you opened it.`, LOOK),
  TAKEN: refused(msg`A colleague has this request.`, LOOK),
  ILLEGAL: refused(msg`This can no longer be done at the stage the request has reached.`, LOOK),
  DUPLICATE: {
    what: msg`This was already saved; it is not saved twice.`,
    kept: KEPT_SAVED,
    sent: msg`Nothing was sent a second time.`,
    next: msg`Look for it in the timeline.`,
  },
  CONTRADICTION: refused(
    msg`This link contradicts one that is noted already: a request would follow, replace or repeat itself.`,
    msg`Look at the links of both requests. Choose the other direction, or "Related to".`,
  ),
  HELD: refused(msg`Another act on this request is still in its ten seconds.`, AGAIN),
  UNSUPPORTED_VERSION: refused(msg`The other side does not yet understand this kind of record.`, OPERATOR),
  NOT_FOUND: refused(
    msg`There is nothing here that you may read.`,
    msg`Check the reference, or ask the officer who gave it to you.`,
  ),
  SIGNED_OUT: refused(msg`Your session has ended.`, msg`Sign in again; then send again.`),
  FORBIDDEN: refused(msg`Your role does not allow this.`, msg`Ask an officer who may do it.`),
  SIGN_IN_STALE: refused(
    msg`This sign-in was begun in another window, is over already, or took too long.`,
    msg`Begin again, in this window.`,
  ),
  IDP_REFUSED: refused(msg`What the identity provider said of you could not be accepted.`, OPERATOR),
  IDP_SILENT: refused(msg`The identity provider does not answer.`, AGAIN),
  STEP_UP: refused(msg`This needs a fresh proof that it is you.`, msg`Use your key, or sign in again.`),
  BAD_PASSKEY: refused(
    msg`This key could not be registered.`,
    msg`Try another key, or ask for a new enrolment code.`,
  ),
  BAD_APPROVAL: refused(
    msg`The signature does not belong to exactly what would be sent.`,
    msg`Look at the text again, then sign again.`,
  ),
  SUSPENDED: refused(
    msg`The officer is suspended or was recalled: nothing of theirs leaves, and the other side would not count it.`,
    msg`Ask who administers this node.`,
  ),
  EXCHANGE_SUSPENDED: refused(
    msg`The exchange is suspended in what this belongs to. It is kept here and goes on when you send it again after the resumption.`,
    msg`Withdrawing, recalling, refusing and warnings of danger to life still leave. Who leads the desk can tell since when and until which review.`,
  ),
  KEY_COPIED: {
    what: msg`The counter of a key went back, so somebody may have a copy of it. It signs nobody in any more.`,
    kept: KEPT_SAVED,
    sent: NOT_SENT,
    next: msg`Take the key out of use and tell the person who runs this node.`,
  },
  NOT_LINKED: refused(msg`This node is not linked to another node.`, OPERATOR),
  TRAINING_MIXED: refused(msg`A node for training and a live node cannot be linked.`, OPERATOR),
  LINK_VERSION: onLink(msg`The two nodes speak no version of the link in common.`, OPERATOR),
  WRONG_PEER: onLink(msg`The node that answered is not the one we are linked to.`, CALL),
  WRONG_ORIGIN: onLink(msg`The other node offered a log that is not its own.`, CALL),
  BAD_CHECKPOINT: onLink(msg`The other node's signed log head could not be checked.`, CALL),
  BAD_PROOF: onLink(msg`A proof from the other node does not add up.`, CALL),
  BAD_BUNDLE: onLink(msg`What the other node sent could not be read.`, OPERATOR),
  FORK: onLink(msg`The other node signed two different histories of one log. The link has stopped.`, CALL),
  ROLLBACK: onLink(msg`A log is shorter than it was before. The link has stopped.`, CALL),
  WITNESS_DIFFERS: onLink(
    msg`A witness holds another history of one of our logs, signed with our keys. Both statements are kept.`,
    OPERATOR,
  ),
  RETIRED_KEY: onLink(
    msg`Somebody signs with keys of the other node that were replaced. It was refused, and kept as evidence.`,
    CALL,
  ),
  ROOT_REFUSED: onLink(
    msg`The root of the other side’s government has not signed the card of its node.`,
    CALL,
  ),
  SEEN_BEYOND: onLink(msg`The other node cites entries that we never signed. The link has stopped.`, CALL),
  LINK_STOPPED: onLink(msg`The link has been stopped until two people have looked at it.`, CALL),
  VOID_ACT: onLink(
    msg`An act of the other side counts for nothing: the signature of a person on it does not hold, or its officer is suspended.`,
    CALL,
  ),
  DISPOSED_CONTENT: onLink(
    msg`The other node sent again what it had attested as destroyed. Nothing was blocked; both of its signed statements are kept as evidence.`,
    CALL,
  ),
  OWN_LOG_CLOSED: refused(
    msg`This node was restored, and part of what it had said on this lane cannot be read yet. Nobody acts there meanwhile: an officer may have been suspended in it.`,
    msg`It opens by itself when the other node gives the keys back. If it stays, two administrators can declare it lost (setu link gap).`,
  ),
  OVER_QUOTA: onLink(msg`More was sent than the two sides agreed for this period.`, AGAIN),
  PEER_SILENT: onLink(
    msg`The other node does not answer.`,
    msg`If it is urgent, call the other office by telephone.`,
  ),
  CANNOT_OPEN: onLink(msg`The record is here but could not be opened with our keys.`, OPERATOR),
  COMMITMENT_MISMATCH: onLink(msg`The content is not what the signed record says it is.`, CALL),
  QUARANTINED: refused(
    msg`The scanner found something harmful in a file.`,
    msg`Remove the file, and tell the person who runs this node.`,
  ),
  UNSCANNED: refused(
    msg`A file has not been scanned yet, and nothing passes before the scanner has answered.`,
    msg`Wait and try again, or remove the file.`,
  ),
  NO_INSTRUMENT: refused(
    msg`No instrument in force covers this exchange.`,
    msg`Name another legal basis that is in force, or ask the legal adviser to register one.`,
  ),
  LEAVE_NEEDED: refused(
    msg`Its originator has to be asked before it is used like this.`,
    msg`Open the request and ask for leave under “Permissions”.`,
  ),
  GATES_OPEN: refused(
    msg`What came may not be used like this yet.`,
    msg`Open the request, record the use under “Our half”, and answer its gates.`,
  ),
  NOT_RELEASED: refused(
    msg`This may not leave yet: a gate is open, refers or refuses, or nobody has approved it.`,
    msg`Open it under Releases: it says which gates, and who can approve.`,
  ),
  NOT_SEARCHED: refused(
    msg`Not all of this node’s holdings have been searched by people who could see them.`,
    msg`Let officers with more clearance or in other compartments search, then decide.`,
  ),
  RESTRICTED: refused(
    msg`The processing of this matter is restricted: it is not used, passed on or released.`,
    msg`The restriction is lifted in the individual’s request that asked for it.`,
  ),
  NOT_YET: refused(
    msg`This letter does not leave yet.`,
    msg`It leaves at the deadline, so that its day tells nothing.`,
  ),
  ON_HOLD: refused(
    msg`Oversight holds this matter: nothing of it is thrown away or destroyed.`,
    msg`Leave it as it is. The reviewers end the hold.`,
  ),
  STILL_OPEN: refused(
    msg`Something of this matter is still on its way, or its clock still runs: it cannot be destroyed yet.`,
    msg`Wait until the other side has everything and the matter is over, then try again.`,
  ),
  PURGE_LATE: refused(
    msg`What the rule of retention should have destroyed is still here: the purge has not run in time.`,
    msg`Whoever looks after the node opens Administration and sees why.`,
  ),
  COPY_KEPT: refused(
    msg`What was destroyed here still stands in a copy of the database from before an upgrade.`,
    msg`Whoever looks after the node gives that copy up.`,
  ),
  JOURNAL_BROKEN: refused(
    msg`The node's journal of what was destroyed was cut or changed. After a restore, destroyed texts may be here again.`,
    OPERATOR,
  ),
  REASON_NEEDED: refused(
    msg`This is none of your own matters, or a file that the viewer warns of: it is opened and taken only for a reason.`,
    msg`Choose a reason and say it in one line.`,
  ),
  ORIGINATOR_CONTROLLED: refused(
    msg`The side that sent it keeps control of it (H2 or H3): it goes to nobody else, and what you say of it is marked no less.`,
    msg`Mark it as the request is marked and leave its files out, or ask the other side for leave.`,
  ),
  BAD_SUBSET: refused(
    msg`A file of parts among the files is not as it has to be: nobody could verify it.`,
    msg`Attach it as setu subset has written it, under a marking as strict as its parts, and only parts of a record of ours that you may read.`,
  ),
  TOO_MANY_READS: refused(
    msg`You have opened or taken more, beside your own matters, than one officer does in so short a time.`,
    msg`Whoever leads the desk has been told, and can let you go on.`,
  ),
  BUSY: refused(msg`The server is busy.`, AGAIN),
  UNKNOWN_OUTCOME: {
    what: msg`The answer was lost, so it is not known whether this was saved.`,
    kept: KEPT,
    sent: msg`If it was saved, it is sent once.`,
    next: msg`Send again: the same act is never saved twice.`,
  },
  MONOTONE: onLink(
    msg`This node's records are older than what it has already signed. It has stopped signing.`,
    OPERATOR,
  ),
  CORRUPT: onLink(
    msg`Something that this node has stored is no longer what was written. It is not shown, and nothing more is signed on it.`,
    OPERATOR,
  ),
  POLICY_INVALID: refused(
    msg`The rules on who may read and do what are not those of this release. Nothing is opened.`,
    OPERATOR,
  ),
  STANDING_UNKNOWN: refused(
    msg`What the database says of an officer was not written by this node. The officer is out of work until that is mended.`,
    OPERATOR,
  ),
  SESSION_UNKNOWN: refused(
    msg`Somebody wrote a sign-in into the database. It let nobody in and was taken away.`,
    OPERATOR,
  ),
  WALL_OPEN: refused(msg`The database does not guard its rows as it should. Nothing is opened.`, OPERATOR),
  TIMEOUT: refused(msg`The server took too long.`, AGAIN),
  USAGE: refused(msg`The request to the server was not complete.`, RELOAD),
  INTERNAL: refused(msg`Something went wrong on this node.`, RELOAD),
  OFFLINE: refused(
    msg`This computer cannot reach our own node.`,
    msg`Check the network, then send again. The page can stay open.`,
  ),
};

export const problemOf = (code: string): ProblemWords =>
  Object.hasOwn(PROBLEMS, code) ? PROBLEMS[code as ErrorCode] : PROBLEMS.INTERNAL;
