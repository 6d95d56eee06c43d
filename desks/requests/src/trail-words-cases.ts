import type { Lang } from "./api.ts";

/** What the trail says of the steps of an individual's request, as `trail-words.ts` says the rest. No name stands in any. */
type Said = Readonly<Record<Lang, string>>;
const say = (en: string, fr: string, hi: string): Said => ({ en, fr, hi });

export const CASE_WORDS: Readonly<Record<string, Said>> = {
  "case-register": say(
    "registered an individual’s request: {kind}",
    "a enregistré la demande d’un particulier : {kind}",
    "किसी व्यक्ति का अनुरोध दर्ज किया: {kind}",
  ),
  "case-identify": say(
    "was certain who asks: {how}",
    "s’est assuré de l’identité : {how}",
    "माँगने वाले की पहचान सुनिश्चित की: {how}",
  ),
  "case-admit": say(
    "admitted the individual’s request",
    "a déclaré la demande recevable",
    "अनुरोध को स्वीकार्य माना",
  ),
  "case-reject": say(
    "did not admit the individual’s request: {ground}",
    "a déclaré la demande irrecevable : {ground}",
    "अनुरोध को अस्वीकार्य माना: {ground}",
  ),
  "case-search": say(
    "searched for an individual’s request, to level {level}",
    "a cherché pour la demande d’un particulier, jusqu’au niveau {level}",
    "व्यक्ति के अनुरोध के लिए स्तर {level} तक खोजा",
  ),
  "case-attach": say(
    "attached a matter to an individual’s request",
    "a joint une affaire à la demande d’un particulier",
    "व्यक्ति के अनुरोध से एक मामला जोड़ा",
  ),
  "case-detach": say(
    "took a matter out of an individual’s request",
    "a retiré une affaire de la demande d’un particulier",
    "व्यक्ति के अनुरोध से एक मामला हटाया",
  ),
  "case-restrict": say(
    "restricted the processing of a matter",
    "a limité le traitement d’une affaire",
    "एक मामले के उपयोग पर रोक लगाई",
  ),
  "case-lift": say(
    "lifted the restriction of a matter",
    "a levé la limitation d’une affaire",
    "एक मामले के उपयोग पर लगी रोक हटाई",
  ),
  "case-consult": say(
    "asked the owner of a matter",
    "a consulté le propriétaire d’une affaire",
    "एक मामले के स्वामी पक्ष से पूछा",
  ),
  "case-decide": say(
    "decided an individual’s request: {outcome}",
    "a décidé de la demande d’un particulier : {outcome}",
    "व्यक्ति के अनुरोध पर निर्णय लिया: {outcome}",
  ),
  "case-notify": say(
    "recorded that the letter has left: {way}",
    "a noté le départ de la lettre : {way}",
    "दर्ज किया कि पत्र भेजा गया: {way}",
  ),
};
