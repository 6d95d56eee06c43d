import type { Lang } from "./api.ts";
import { CASE_WORDS } from "./trail-words-cases.ts";
import { KEY_KINDS, KEY_WORDS } from "./trail-words-keys.ts";
import type { TrailArgs, Verb } from "./trail.ts";

/**
 * What an entry of the trail says in words, on the screen and in the file alike. `{officer}` is the name of the officer
 * whom the entry names, any other `{word}` the argument of that name.
 */
type Said = Readonly<Record<Lang, string>>;
const say = (en: string, fr: string, hi: string): Said => ({ en, fr, hi });

export const VERB_WORDS: { readonly [verb in Verb]: Said } = {
  collection: say("Collection", "Collecte", "संग्रह"),
  alteration: say("Alteration", "Modification", "परिवर्तन"),
  consultation: say("Consultation", "Consultation", "देखना"),
  disclosure: say("Disclosure", "Communication", "प्रकटीकरण"),
  combination: say("Combination", "Interconnexion", "संयोजन"),
  erasure: say("Erasure", "Effacement", "मिटाना"),
};

/** By the name of the act. One that is not here is shown by its name. */
export const TRAIL_WORDS: Readonly<Record<string, Said>> = {
  ...CASE_WORDS,
  ...KEY_WORDS,
  command: say(
    "sent something to the other side",
    "a envoyé quelque chose à l’autre côté",
    "दूसरे पक्ष को कुछ भेजा",
  ),
  subset: say(
    "sent, or put to release, parts {parts} of the record {whole}",
    "a envoyé, ou soumis à libération, les parties {parts} de l’enregistrement {whole}",
    "अभिलेख {whole} के भाग {parts} भेजे या जारी करने के लिए रखे",
  ),
  read: say("opened the matter", "a ouvert l’affaire", "मामला खोला"),
  query: say("searched: {found} found", "a cherché : {found} trouvés", "खोजा: {found} मिले"),
  "query-export": say(
    "took a list out as a file: {found} lines",
    "a sorti une liste en fichier : {found} lignes",
    "सूची फ़ाइल के रूप में निकाली: {found} पंक्तियाँ",
  ),
  "query-access": say(
    "asked for access by the reference {access}",
    "a demandé l’accès par la référence {access}",
    "संदर्भ {access} से पहुँच माँगी",
  ),
  oversee: say(
    "reviewed ({what}): {found} shown",
    "a contrôlé ({what}) : {found} montrés",
    "समीक्षा की ({what}): {found} दिखाए गए",
  ),
  "signed-in": say("signed in", "s’est connecté", "साइन इन किया"),
  "proved-again": say(
    "proved anew to be there",
    "a de nouveau prouvé sa présence",
    "फिर से उपस्थिति प्रमाणित की",
  ),
  "signed-out": say("signed out", "s’est déconnecté", "साइन आउट किया"),
  review: say(
    "made an export for oversight; entries opened for it: {drawn}",
    "a fait un export pour le contrôle ; entrées ouvertes : {drawn}",
    "निगरानी के लिए निर्यात बनाया; खोली गई प्रविष्टियाँ: {drawn}",
  ),
  "review-alone": say(
    "reviewed a release by one person: {finding}",
    "a examiné une libération par une seule personne : {finding}",
    "एक व्यक्ति द्वारा जारी किए गए की समीक्षा की: {finding}",
  ),
  attest: say(
    "attested that part of an entry was destroyed or lost",
    "a attesté qu’une partie d’une entrée a été détruite ou perdue",
    "प्रमाणित किया कि किसी प्रविष्टि का भाग नष्ट हुआ या खो गया",
  ),
  standing: say(
    "what officers may do, or come in by, was changed: {officers}",
    "ce que peuvent faire des agents, ou leurs clés, a été modifié : {officers}",
    "अधिकारियों के अधिकार या कुंजियाँ बदली गईं: {officers}",
  ),
  look: say("looked at a file", "a regardé un fichier", "फ़ाइल देखी"),
  take: say("took the original of a file", "a pris l’original d’un fichier", "फ़ाइल की मूल प्रति ली"),
  whole: say(
    "found a file whole: its hashes are those of the signed act",
    "a trouvé un fichier entier : ses empreintes sont celles de l’acte signé",
    "फ़ाइल पूरी पाई: हैश हस्ताक्षरित कार्य के ही हैं",
  ),
  mla: say(
    "took records into a package for mutual legal assistance",
    "a mis des actes dans un dossier d’entraide judiciaire",
    "अभिलेखों को पारस्परिक कानूनी सहायता के पैकेज में रखा",
  ),
  intake: say(
    "registered what came another way",
    "a enregistré ce qui est arrivé autrement",
    "दूसरे रास्ते से आई बात दर्ज की",
  ),
  assign: say("gave the matter to {officer}", "a confié l’affaire à {officer}", "मामला {officer} को दिया"),
  unassign: say("gave the matter back to the desk", "a rendu l’affaire au bureau", "मामला डेस्क को लौटाया"),
  watch: say(
    "put {officer} on the matter as a watcher",
    "a mis {officer} en veille sur l’affaire",
    "{officer} को मामले का पर्यवेक्षक बनाया",
  ),
  unwatch: say(
    "took {officer} off as a watcher",
    "a retiré {officer} de la veille",
    "{officer} को पर्यवेक्षण से हटाया",
  ),
  note: say("wrote a note", "a écrit une note", "टिप्पणी लिखी"),
  task: say("gave {officer} a task", "a donné une tâche à {officer}", "{officer} को काम दिया"),
  "task-done": say("did a task", "a fait une tâche", "काम पूरा किया"),
  "follow-up": say(
    "set or took away a date to come back",
    "a fixé ou retiré une date de relance",
    "अनुवर्तन की तिथि रखी या हटाई",
  ),
  done: say("put the matter away", "a mis l’affaire de côté", "मामला हटाकर रखा"),
  resume: say("took the matter up again", "a repris l’affaire", "मामला फिर उठाया"),
  refer: say("noted an outside reference", "a noté une référence extérieure", "बाहरी संदर्भ लिखा"),
  relate: say("linked two matters ({kind})", "a lié deux affaires ({kind})", "दो मामले जोड़े ({kind})"),
  translate: say("wrote a translation", "a écrit une traduction", "अनुवाद लिखा"),
  consider: say(
    "answered whether the other side must have something unasked: {outcome} ({reason})",
    "a répondu si l’autre côté doit recevoir quelque chose sans demande : {outcome} ({reason})",
    "उत्तर दिया कि क्या दूसरे पक्ष को बिना माँगे कुछ मिलना चाहिए: {outcome} ({reason})",
  ),
  uncopied: say(
    "left out the copy to the single point of contact ({code})",
    "a omis la copie au point de contact unique ({code})",
    "एकल संपर्क बिंदु को प्रति नहीं दी ({code})",
  ),
  undo: say("took back an act of their own", "a annulé un acte à soi", "अपना कार्य वापस लिया"),
  seal: say("sealed the matter", "a scellé l’affaire", "मामला सील किया"),
  unseal: say("unsealed the matter", "a levé le scellé de l’affaire", "मामले की सील हटाई"),
  compartment: say(
    "put the matter into compartments, or took it out",
    "a mis l’affaire en compartiments, ou l’en a sortie",
    "मामला कक्षों में रखा या निकाला",
  ),
  "pass-on": say(
    "passed on what nobody here could read",
    "a transmis ce que personne ici ne pouvait lire",
    "जो यहाँ कोई नहीं पढ़ सकता था, आगे दिया",
  ),
  destroy: say(
    "asked to have it destroyed: {ground}",
    "a demandé sa destruction : {ground}",
    "इसे नष्ट करने का अनुरोध किया: {ground}",
  ),
  "destroy-agree": say(
    "agreed that it is destroyed, and it was",
    "a consenti à sa destruction, aussitôt faite",
    "इसे नष्ट करने पर सहमति दी, और यह नष्ट हुआ",
  ),
  "destroy-drop": say(
    "dropped what was asked to be destroyed",
    "a abandonné la destruction demandée",
    "नष्ट करने का अनुरोध हटाया",
  ),
  finding: say("made a finding", "a fait un constat", "निष्कर्ष निकाला"),
  "finding-answer": say("answered a finding", "a répondu à un constat", "निष्कर्ष का उत्तर दिया"),
  "finding-again": say("asked again on a finding", "a redemandé sur un constat", "निष्कर्ष पर फिर पूछा"),
  "finding-close": say("closed a finding", "a clos un constat", "निष्कर्ष बंद किया"),
  hold: say(
    "held the matter: nothing of it is destroyed",
    "a gelé l’affaire : rien n’en est détruit",
    "मामला रोक रखा: उसका कुछ नष्ट नहीं होगा",
  ),
  "hold-end": say("ended the hold on the matter", "a levé le gel de l’affaire", "मामले की रोक हटाई"),
  use: say(
    "recorded a use of what came: {kind}",
    "a noté une utilisation de ce qui est arrivé : {kind}",
    "जो आया उसका उपयोग दर्ज किया: {kind}",
  ),
  used: say("used what came", "a utilisé ce qui est arrivé", "जो आया उसका उपयोग किया"),
  "use-leave": say(
    "named the records of a use, and the leave on which it rests",
    "a nommé les documents d’une utilisation et l’autorisation qui la fonde",
    "उपयोग के अभिलेख और उसकी आधारभूत अनुमति बताई",
  ),
  "use-dropped": say(
    "dropped a use of what came",
    "a renoncé à une utilisation de ce qui est arrivé",
    "जो आया उसका उपयोग छोड़ा",
  ),
  propose: say(
    "proposed an act for release: {what}",
    "a proposé un acte à la libération : {what}",
    "जारी करने के लिए कार्य प्रस्तावित किया: {what}",
  ),
  gate: say(
    "answered the gate {gate}: raw risk {raw}, residual {residual}, {decision}",
    "a répondu à la question {gate} : risque brut {raw}, résiduel {residual}, {decision}",
    "द्वार {gate} का उत्तर दिया: मूल जोखिम {raw}, शेष {residual}, {decision}",
  ),
  "use-again": say(
    "used an earlier answer to a gate again",
    "a réutilisé une réponse antérieure",
    "पहले का उत्तर फिर काम में लिया",
  ),
  approve: say("approved a release", "a approuvé une libération", "जारी करना स्वीकृत किया"),
  "send-back": say(
    "sent a proposal back with remarks",
    "a renvoyé une proposition avec des remarques",
    "प्रस्ताव टिप्पणियों के साथ लौटाया",
  ),
  "hand-on": say(
    "handed a proposal on to {officer}",
    "a transmis une proposition à {officer}",
    "प्रस्ताव {officer} को सौंपा",
  ),
  "take-down": say("took a proposal down", "a retiré une proposition", "प्रस्ताव वापस लिया"),
  alone: say(
    "released alone for a threat to life ({reason})",
    "a libéré seul pour une menace vitale ({reason})",
    "जीवन के ख़तरे के कारण अकेले जारी किया ({reason})",
  ),
};

/** Arguments that are milliseconds, shown to the minute in UTC: whoever reads them compares two nodes. */
const INSTANTS: ReadonlySet<string> = new Set(["since", "on"]);
const minuteOf = (at: number): string => `${new Date(at).toISOString().slice(0, 16)}Z`;

const COMING: ReadonlySet<string> = new Set(["signed-in", "proved-again", "signed-out"]);
const KIND: Readonly<Record<string, (args: TrailArgs) => string | null>> = {
  ...KEY_KINDS,
  query: ({ export: taken, access }) =>
    taken !== undefined ? "query-export" : access !== undefined ? "query-access" : null,
  oversee: ({ what }) => (COMING.has(String(what)) ? String(what) : null),
  // Of a release by one person, which is another thing than an export.
  review: ({ finding }) => (finding !== undefined ? "review-alone" : null),
};

/** @param names of officers by id */
export function trailWords(
  act: string,
  args: TrailArgs,
  { lang, names }: { readonly lang: Lang; readonly names: ReadonlyMap<string, string> },
): string {
  const kind = KIND[act]?.(args) ?? act;
  const words = Object.hasOwn(TRAIL_WORDS, kind) ? TRAIL_WORDS[kind]?.[lang] : undefined;
  if (words === undefined) return act;
  return words.replaceAll(/\{([a-z]+)\}/gu, (_, name: string) => {
    const value = args[name];
    if (value === undefined) return "–";
    if (name === "fingerprint" && Array.isArray(value)) return value.join(" ");
    const text = INSTANTS.has(name) ? minuteOf(Number(value)) : String(value);
    return name === "officer" ? (names.get(text) ?? text) : text;
  });
}
