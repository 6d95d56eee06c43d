import type { Lang } from "./api.ts";
import type { OwnFigures, PartyFigures } from "./statistics.ts";

/** What the yearly figures are called, on the screen and in the file alike. */
type Said = Readonly<Record<Lang, string>>;
const say = (en: string, fr: string, hi: string): Said => ({ en, fr, hi });

export type Figure = Exclude<keyof PartyFigures, "byGround" | "byKind" | "byUrgency">;
export const FIGURE_WORDS: { readonly [figure in Figure]: Said } = {
  asked: say("Requests sent", "Demandes envoyées", "भेजे गए अनुरोध"),
  answered: say("Answered", "Répondues", "उत्तरित"),
  refused: say("Refused", "Refusées", "अस्वीकृत"),
  withdrawn: say("Withdrawn", "Retirées", "वापस लिए गए"),
  lapsed: say("Lapsed", "Caduques", "व्यपगत"),
  open: say("Open at the end of the year", "Ouvertes à la fin de l’année", "वर्ष के अंत में खुले"),
  late: say("Answered or refused late", "Répondues ou refusées en retard", "देरी से उत्तरित या अस्वीकृत"),
  life: say("For a threat to life", "Pour une menace vitale", "जीवन के ख़तरे के लिए"),
  medianDays: say("Days to the end, median", "Jours jusqu’à la fin, médiane", "अंत तक के दिन, माध्यिका"),
};

export const INDIVIDUAL_WORDS = {
  title: say(
    "What individuals asked this node about themselves",
    "Ce que des particuliers ont demandé sur eux-mêmes à ce nœud",
    "व्यक्तियों ने अपने बारे में इस नोड से क्या माँगा",
  ),
  registered: say("Registered", "Enregistrées", "दर्ज"),
  decided: say("Decided, or not admitted", "Décidées, ou déclarées irrecevables", "निर्णीत, या अस्वीकार्य"),
  late: say("Of those: late", "Dont : en retard", "उनमें से: देरी से"),
  open: say("Open at the end of the year", "Ouvertes à la fin de l’année", "वर्ष के अंत में खुले"),
  byAsked: say(
    "Individuals’ requests by what was asked",
    "Demandes de particuliers par objet",
    "क्या माँगा गया, उसके अनुसार व्यक्तियों के अनुरोध",
  ),
  byOutcome: say(
    "Individuals’ requests by outcome",
    "Demandes de particuliers par issue",
    "परिणाम के अनुसार व्यक्तियों के अनुरोध",
  ),
  notAdmitted: say("Not admitted", "Irrecevable", "अस्वीकार्य"),
} as const satisfies Record<string, Said>;

export const GROUP_WORDS = {
  byGround: say("Refusals by ground", "Refus par motif", "आधार के अनुसार अस्वीकृतियाँ"),
  byKind: say("Requests by what was asked", "Demandes par objet", "क्या माँगा गया, उसके अनुसार अनुरोध"),
  byUrgency: say("Requests by urgency", "Demandes par urgence", "तात्कालिकता के अनुसार अनुरोध"),
  bySaid: say(
    "What a side said later of its own records",
    "Ce qu’une partie a dit ensuite de ses propres éléments",
    "एक पक्ष ने बाद में अपने ही अभिलेखों के बारे में क्या कहा",
  ),
} as const satisfies Record<string, Said>;
export const GROUPS = ["byGround", "byKind", "byUrgency", "bySaid"] as const;

/** Neutral words: the counts that a report under the Avoiding Complicity Act wants, and any other state may. */
export const OWN_WORDS: { readonly [figure in keyof OwnFigures]: Said } = {
  alone: say(
    "Releases by one person, for a threat to life",
    "Libérations par une seule personne, pour une menace vitale",
    "जीवन के ख़तरे के लिए एक व्यक्ति द्वारा जारी",
  ),
  unreviewed: say(
    "Of those: reviewed by nobody",
    "Dont : examinées par personne",
    "उनमें से: जिनकी समीक्षा नहीं हुई",
  ),
  substantial: say(
    "Determinations of a substantial risk of mistreatment",
    "Constats d’un risque sérieux de mauvais traitements",
    "दुर्व्यवहार के गंभीर जोखिम के निर्धारण",
  ),
  disclosed: say(
    "Of those: disclosed, the risk being mitigated",
    "Dont : communiqués, le risque étant atténué",
    "उनमें से: जोखिम घटाकर दिए गए",
  ),
  asking: say(
    "Of those: requested, the risk being mitigated",
    "Dont : demandés, le risque étant atténué",
    "उनमें से: जोखिम घटाकर माँगे गए",
  ),
  disclosuresStopped: say(
    "Of those: disclosures not made",
    "Dont : communications non faites",
    "उनमें से: न दिए गए",
  ),
  askingStopped: say("Of those: requests not made", "Dont : demandes non faites", "उनमें से: न माँगे गए"),
  used: say(
    "Of those: used, the risk being mitigated",
    "Dont : utilisés, le risque étant atténué",
    "उनमें से: जोखिम घटाकर उपयोग किए गए",
  ),
  usesStopped: say("Of those: uses not made", "Dont : utilisations non faites", "उनमें से: उपयोग न किए गए"),
};

/** Of codes that no list has. */
export const CODE_WORDS: Readonly<Record<string, Said>> = {
  correct: say("Corrected", "Corrigés", "सुधारे गए"),
  narrow: say("Handling narrowed", "Traitement restreint", "संचालन सीमित किया गया"),
  "recall-answered": say(
    "Recalled, and answered within 30 days",
    "Rappelés, avec réponse sous 30 jours",
    "वापस माँगे गए, 30 दिन में उत्तर मिला",
  ),
  "recall-late": say(
    "Recalled, and no answer within 30 days",
    "Rappelés, sans réponse sous 30 jours",
    "वापस माँगे गए, 30 दिन में उत्तर नहीं मिला",
  ),
  "recall-waits": say(
    "Recalled, and the 30 days still ran at the end",
    "Rappelés, les 30 jours couraient encore à la fin",
    "वापस माँगे गए, अंत में 30 दिन पूरे नहीं हुए थे",
  ),
  flash: say("Flash: threat to life", "Éclair : menace vitale", "फ़्लैश: जीवन को ख़तरा"),
  immediate: say("Immediate", "Immédiate", "तत्काल"),
  priority: say("Priority", "Prioritaire", "प्राथमिकता"),
  routine: say("Routine", "Courante", "सामान्य"),
};

export const RULE_WORDS: Said = say(
  "A count from 1 to 4 within a breakdown is not told, nor the smallest other where only one is left out: with so few cases a person could be recognised. Totals, and the determinations below, are told whole.",
  "Dans une ventilation, un nombre de 1 à 4 n’est pas dit, ni le plus petit des autres quand un seul est omis : avec si peu de cas, une personne pourrait être reconnue. Les totaux, et les constats ci-dessous, sont dits en entier.",
  "किसी विभाजन में 1 से 4 तक की गिनती नहीं बताई जाती, और जब एक ही छूटे तो शेष में सबसे छोटी भी नहीं: इतने कम मामलों में व्यक्ति पहचाना जा सकता है। कुल योग और नीचे के निर्धारण पूरे बताए जाते हैं।",
);
export const HIDDEN_WORDS: Said = say("1 to 4, or left out", "1 à 4, ou omis", "1 से 4, या छोड़ा गया");
export const SHARED_WORDS: Said = say(
  "Counted from the logs that both nodes hold: the other node finds the same.",
  "Compté à partir des journaux que les deux nœuds détiennent : l’autre nœud trouve la même chose.",
  "दोनों नोडों के पास जो लॉग हैं उनसे गिना गया: दूसरा नोड यही पाता है।",
);
