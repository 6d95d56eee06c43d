import { isNeutral } from "./outcomes.ts";
import type { Lang } from "./api.ts";

/**
 * The letter to the individual. A function of what she may learn and of nothing else: that nothing is held, that nothing
 * may be said of what is held, and why a request was refused are one and the same text. A disclosure says what was written
 * for it by whoever decided, and nothing of what was left out.
 */
export type LetterOf = {
  readonly ref: string;
  readonly name: string;
  readonly kind: string;
  /** Null: the request was not admissible. */
  readonly outcome: string | null;
  /** Of a request that was not admissible. */
  readonly ground: string | null;
  /** What is disclosed. */
  readonly text: string;
  /** The day on which it leaves, `YYYY-MM-DD` in the zone of the node. */
  readonly day: string;
};

type Words = {
  readonly kinds: Readonly<Record<string, string>>;
  readonly head: (ref: string, day: string) => string;
  readonly dear: (name: string) => string;
  readonly asked: (kind: string) => string;
  readonly neutral: string;
  readonly outcomes: Readonly<Record<string, string>>;
  readonly inadmissible: string;
  readonly grounds: Readonly<Record<string, string>>;
  readonly close: string;
};

const WORDS: { readonly [lang in Lang]: Words } = {
  en: {
    kinds: {
      access: "access to information about you",
      correction: "correction of information about you",
      deletion: "deletion of information about you",
      restriction: "restriction of the processing of information about you",
    },
    head: (ref, day) => `Reference: ${ref}\nDate: ${day}`,
    dear: (name) => `To ${name}`,
    asked: (kind) => `You asked for ${kind}.`,
    neutral:
      "Your request has been examined, and what had to be verified has been verified. There is nothing that can be communicated to you. This answer is the same whether or not information about you is held, and no conclusion can be drawn from it.",
    outcomes: {
      disclosed: "The following is held about you:",
      "disclosed-in-part": "The following can be communicated to you:",
      corrected: "Information about you has been corrected.",
      restricted: "The processing of information about you has been restricted.",
      "restriction-lifted": "A restriction of the processing of information about you has been lifted.",
      deleted: "Information about you that this office held has been deleted.",
    },
    inadmissible: "Your request could not be admitted, for this reason:",
    grounds: {
      "identity-not-shown": "your identity was not shown.",
      "no-authority": "no authority to act for the person was shown.",
      "another-person": "it is about another person.",
      incomplete: "it remained incomplete after a reminder.",
      repeated: "it was decided before, and nothing new was said.",
    },
    close:
      "You may bring this answer before the supervisory authority or a court. Please state the reference.",
  },
  fr: {
    kinds: {
      access: "l’accès aux informations qui vous concernent",
      correction: "la rectification d’informations qui vous concernent",
      deletion: "l’effacement d’informations qui vous concernent",
      restriction: "la limitation du traitement d’informations qui vous concernent",
    },
    head: (ref, day) => `Référence : ${ref}\nDate : ${day}`,
    dear: (name) => `À l’attention de ${name}`,
    asked: (kind) => `Vous avez demandé ${kind}.`,
    neutral:
      "Votre demande a été examinée et les vérifications nécessaires ont été faites. Rien ne peut vous être communiqué. Cette réponse est la même, que des informations vous concernant soient détenues ou non, et aucune conclusion ne peut en être tirée.",
    outcomes: {
      disclosed: "Les informations suivantes vous concernant sont détenues :",
      "disclosed-in-part": "Les informations suivantes peuvent vous être communiquées :",
      corrected: "Des informations vous concernant ont été rectifiées.",
      restricted: "Le traitement d’informations vous concernant a été limité.",
      "restriction-lifted": "Une limitation du traitement d’informations vous concernant a été levée.",
      deleted: "Des informations vous concernant que détenait ce service ont été effacées.",
    },
    inadmissible: "Votre demande n’a pas pu être admise, pour la raison suivante :",
    grounds: {
      "identity-not-shown": "votre identité n’a pas été établie.",
      "no-authority": "aucun mandat pour agir au nom de la personne n’a été présenté.",
      "another-person": "elle concerne une autre personne.",
      incomplete: "elle est restée incomplète malgré un rappel.",
      repeated: "elle a déjà été décidée et ne contient rien de nouveau.",
    },
    close:
      "Vous pouvez porter cette réponse devant l’autorité de contrôle ou un tribunal. Veuillez indiquer la référence.",
  },
  hi: {
    kinds: {
      access: "अपने बारे में रखी जानकारी तक पहुँच",
      correction: "अपने बारे में रखी जानकारी का सुधार",
      deletion: "अपने बारे में रखी जानकारी का मिटाया जाना",
      restriction: "अपने बारे में रखी जानकारी के उपयोग पर रोक",
    },
    head: (ref, day) => `संदर्भ: ${ref}\nदिनांक: ${day}`,
    dear: (name) => `सेवा में, ${name}`,
    asked: (kind) => `आपका अनुरोध था: ${kind}।`,
    neutral:
      "आपके अनुरोध की जाँच की गई और आवश्यक सत्यापन कर लिया गया है। आपको बताने योग्य कुछ नहीं है। आपके बारे में जानकारी रखी गई हो या नहीं, यह उत्तर एक ही रहता है, और इससे कोई निष्कर्ष नहीं निकाला जा सकता।",
    outcomes: {
      disclosed: "आपके बारे में निम्नलिखित जानकारी रखी गई है:",
      "disclosed-in-part": "आपको निम्नलिखित जानकारी दी जा सकती है:",
      corrected: "आपके बारे में रखी जानकारी सुधारी गई है।",
      restricted: "आपके बारे में रखी जानकारी के उपयोग पर रोक लगाई गई है।",
      "restriction-lifted": "आपके बारे में रखी जानकारी के उपयोग पर लगी रोक हटा दी गई है।",
      deleted: "इस कार्यालय द्वारा आपके बारे में रखी जानकारी मिटा दी गई है।",
    },
    inadmissible: "आपका अनुरोध निम्नलिखित कारण से स्वीकार नहीं किया जा सका:",
    grounds: {
      "identity-not-shown": "आपकी पहचान सिद्ध नहीं हुई।",
      "no-authority": "व्यक्ति की ओर से कार्य करने का अधिकार नहीं दिखाया गया।",
      "another-person": "यह किसी अन्य व्यक्ति के बारे में है।",
      incomplete: "अनुस्मारक के बाद भी यह अधूरा रहा।",
      repeated: "इस पर पहले निर्णय हो चुका है और कुछ नया नहीं कहा गया।",
    },
    close: "आप इस उत्तर के विरुद्ध पर्यवेक्षी प्राधिकरण या न्यायालय में जा सकते हैं। कृपया संदर्भ लिखें।",
  },
};

const TELLS: readonly string[] = ["disclosed", "disclosed-in-part"];

export function letterOf(lang: Lang, { ref, name, kind, outcome, ground, text, day }: LetterOf): string {
  const words = WORDS[lang];
  const middle = (): readonly string[] => {
    if (outcome === null) return [words.inadmissible, words.grounds[ground ?? ""] ?? ""];
    if (isNeutral(outcome)) return [words.neutral];
    const said = words.outcomes[outcome] ?? words.neutral;
    return TELLS.includes(outcome) ? [said, text] : [said];
  };
  const asked = words.asked(words.kinds[kind] ?? "");
  return `${[words.head(ref, day), words.dear(name), asked, ...middle(), words.close].join("\n\n")}\n`;
}
