import accessReason from "../../../spec/codes/access-reason.json" with { type: "json" };
import admiraltyInformation from "../../../spec/codes/admiralty-6x6-information.json" with { type: "json" };
import admiraltySource from "../../../spec/codes/admiralty-6x6-source.json" with { type: "json" };
import agencyRole from "../../../spec/codes/agency-role.json" with { type: "json" };
import clarification from "../../../spec/codes/clarification.json" with { type: "json" };
import close from "../../../spec/codes/close.json" with { type: "json" };
import copyException from "../../../spec/codes/copy-exception.json" with { type: "json" };
import decline from "../../../spec/codes/decline.json" with { type: "json" };
import disposal from "../../../spec/codes/disposal.json" with { type: "json" };
import europolInformation from "../../../spec/codes/europol-4x4-information.json" with { type: "json" };
import europolSource from "../../../spec/codes/europol-4x4-source.json" with { type: "json" };
import disagreement from "../../../spec/codes/evaluation-disagreement.json" with { type: "json" };
import scheme from "../../../spec/codes/evaluation-scheme.json" with { type: "json" };
import extension from "../../../spec/codes/extension.json" with { type: "json" };
import individualCame from "../../../spec/codes/individual-came.json" with { type: "json" };
import individualIdentity from "../../../spec/codes/individual-identity.json" with { type: "json" };
import individualInadmissible from "../../../spec/codes/individual-inadmissible.json" with { type: "json" };
import individualKind from "../../../spec/codes/individual-kind.json" with { type: "json" };
import individualMeasure from "../../../spec/codes/individual-measure.json" with { type: "json" };
import individualObjection from "../../../spec/codes/individual-objection.json" with { type: "json" };
import individualOutcome from "../../../spec/codes/individual-outcome.json" with { type: "json" };
import individualRefusal from "../../../spec/codes/individual-refusal.json" with { type: "json" };
import information from "../../../spec/codes/information.json" with { type: "json" };
import kept from "../../../spec/codes/kept.json" with { type: "json" };
import language from "../../../spec/codes/language.json" with { type: "json" };
import legalBasis from "../../../spec/codes/legal-basis.json" with { type: "json" };
import link from "../../../spec/codes/link.json" with { type: "json" };
import offence from "../../../spec/codes/offence.json" with { type: "json" };
import officerMandate from "../../../spec/codes/officer-mandate.json" with { type: "json" };
import officerPost from "../../../spec/codes/officer-post.json" with { type: "json" };
import permissionCondition from "../../../spec/codes/permission-condition.json" with { type: "json" };
import permissionCourt from "../../../spec/codes/permission-court.json" with { type: "json" };
import permissionProceeding from "../../../spec/codes/permission-proceeding.json" with { type: "json" };
import permissionUse from "../../../spec/codes/permission-use.json" with { type: "json" };
import purpose from "../../../spec/codes/purpose.json" with { type: "json" };
import recall from "../../../spec/codes/recall.json" with { type: "json" };
import refusal from "../../../spec/codes/refusal.json" with { type: "json" };
import seriousOffence from "../../../spec/codes/serious-offence.json" with { type: "json" };
import supply from "../../../spec/codes/supply.json" with { type: "json" };
import supplyReason from "../../../spec/codes/supply-reason.json" with { type: "json" };
import urgencyContest from "../../../spec/codes/urgency-contest.json" with { type: "json" };
import urgencyReason from "../../../spec/codes/urgency-reason.json" with { type: "json" };
import use from "../../../spec/codes/use.json" with { type: "json" };
import { parseList, type Entry } from "./entry.ts";

/** Every closed list, by the name that stands in its file: spec/codes/<name>.json. */
export const LISTS = {
  "access-reason": parseList(accessReason, []),
  "admiralty-6x6-information": parseList(admiraltyInformation, []),
  "admiralty-6x6-source": parseList(admiraltySource, []),
  "agency-role": parseList(agencyRole, []),
  clarification: parseList(clarification, []),
  close: parseList(close, []),
  "copy-exception": parseList(copyException, []),
  decline: parseList(decline, []),
  disposal: parseList(disposal, []),
  "europol-4x4-information": parseList(europolInformation, []),
  "europol-4x4-source": parseList(europolSource, []),
  "evaluation-disagreement": parseList(disagreement, []),
  "evaluation-scheme": parseList(scheme, []),
  extension: parseList(extension, []),
  "individual-came": parseList(individualCame, []),
  "individual-identity": parseList(individualIdentity, []),
  "individual-inadmissible": parseList(individualInadmissible, []),
  "individual-kind": parseList(individualKind, []),
  "individual-measure": parseList(individualMeasure, []),
  "individual-objection": parseList(individualObjection, []),
  "individual-outcome": parseList(individualOutcome, []),
  "individual-refusal": parseList(individualRefusal, []),
  information: parseList(information, ["authorisation"]),
  kept: parseList(kept, []),
  language: parseList(language, []),
  "legal-basis": parseList(legalBasis, ["example"]),
  link: parseList(link, []),
  offence: parseList(offence, ["serious"]),
  "officer-mandate": parseList(officerMandate, []),
  "officer-post": parseList(officerPost, []),
  "permission-condition": parseList(permissionCondition, []),
  "permission-court": parseList(permissionCourt, []),
  "permission-proceeding": parseList(permissionProceeding, []),
  "permission-use": parseList(permissionUse, []),
  purpose: parseList(purpose, []),
  recall: parseList(recall, []),
  refusal: parseList(refusal, ["part", "explain", "neutral"]),
  "serious-offence": parseList(seriousOffence, []),
  supply: parseList(supply, []),
  "supply-reason": parseList(supplyReason, []),
  "urgency-contest": parseList(urgencyContest, []),
  "urgency-reason": parseList(urgencyReason, []),
  use: parseList(use, []),
} as const;

export type ListName = keyof typeof LISTS;
export type RefusalGround = Entry<"part" | "explain" | "neutral">;
