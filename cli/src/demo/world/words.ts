import type { Lang } from "@setu/requests";
import type { Dice } from "./dice.ts";

type Said = Readonly<Record<Lang, readonly string[]>>;

/** What officers say at each step. */
export const SAID: Readonly<Record<string, Said>> = {
  clarify: {
    en: [
      "Which period do you mean: the local day, or the day in UTC?",
      "Please name the matter in which this is asked.",
    ],
    fr: [
      "De quelle période s’agit-il : le jour local ou le jour UTC ?",
      "Merci d’indiquer l’affaire concernée.",
    ],
    hi: ["किस अवधि की बात है: स्थानीय दिन या UTC का दिन?", "कृपया बताएँ कि यह किस मामले में पूछा गया है।"],
  },
  reply: {
    en: [
      "The day in UTC. The log is in UTC throughout.",
      "It is the matter of our first message of this month.",
    ],
    fr: ["Le jour UTC ; le journal est en UTC.", "Il s’agit de l’affaire de notre premier message du mois."],
    hi: ["UTC का दिन; पूरा लॉग UTC में है।", "यह इस महीने के हमारे पहले संदेश वाला मामला है।"],
  },
  part: {
    en: [
      "The first half is attached to the file. The rest needs the consent of the registry.",
      "The holder is known; the payments follow.",
    ],
    fr: [
      "La première moitié est au dossier ; le reste attend l’accord du registre.",
      "Le titulaire est connu ; les paiements suivront.",
    ],
    hi: ["पहला भाग फ़ाइल में है; शेष के लिए पंजी की सहमति चाहिए।", "धारक ज्ञात है; भुगतान का विवरण बाद में।"],
  },
  answer: {
    en: [
      "{domain}, reached through {ip}. Nothing else is on record.",
      "It was issued, and reported lost on {day}.",
      "The record shows {amount}, paid on {day}.",
    ],
    fr: [
      "{domain}, joint par {ip}. Rien d’autre n’est enregistré.",
      "Il a été délivré, et déclaré perdu le {day}.",
      "Le dossier indique {amount}, payés le {day}.",
    ],
    hi: [
      "{domain}, {ip} के माध्यम से। अभिलेख में और कुछ नहीं है।",
      "यह जारी हुआ था, और {day} को खोने की सूचना दी गई।",
      "अभिलेख में {amount} हैं, जो {day} को दिए गए।",
    ],
  },
  refuse: {
    en: ["We regret that this cannot be given on the basis named.", "The record asked for is not held here."],
    fr: [
      "Nous regrettons de ne pouvoir le communiquer sur ce fondement.",
      "Le document demandé n’est pas détenu ici.",
    ],
    hi: ["खेद है कि बताए गए आधार पर यह नहीं दिया जा सकता।", "माँगा गया अभिलेख यहाँ नहीं है।"],
  },
  extend: {
    en: ["The order of the court is expected within the week."],
    fr: ["L’ordonnance du tribunal est attendue dans la semaine."],
    hi: ["न्यायालय का आदेश इसी सप्ताह अपेक्षित है।"],
  },
  message: {
    en: [
      "A word on how we count: all times are UTC.",
      "The file will be with us until the end of the month.",
    ],
    fr: [
      "Une précision : toutes les heures sont en UTC.",
      "Le dossier restera chez nous jusqu’à la fin du mois.",
    ],
    hi: ["एक बात: सभी समय UTC में हैं।", "यह फ़ाइल महीने के अंत तक हमारे पास रहेगी।"],
  },
  withdraw: {
    en: ["The public register has answered it. Thank you."],
    fr: ["Le registre public y a répondu. Merci."],
    hi: ["सार्वजनिक पंजी से उत्तर मिल गया। धन्यवाद।"],
  },
  close: {
    en: ["It was of use; the matter goes on here.", "Both addresses are blocked. Thank you."],
    fr: ["Cela nous a servi ; l’affaire se poursuit ici.", "Les deux adresses sont bloquées. Merci."],
    hi: ["यह उपयोगी रहा; मामला यहाँ आगे बढ़ रहा है।", "दोनों पते रोक दिए गए हैं। धन्यवाद।"],
  },
};

const pad = (n: number, digits: number): string => String(n).padStart(digits, "0");
const MONTHS: Readonly<Record<Lang, string>> = { en: "en-CA", fr: "fr-CA", hi: "hi-IN-u-nu-latn" };

/** Things that belong to nobody, to fill a text with. */
const THINGS: Readonly<Record<string, (dice: Dice, lang: Lang, at: number) => string>> = {
  ip: (dice) => `${dice.pick(["192.0.2", "198.51.100", "203.0.113"])}.${dice.int(1, 254)}`,
  domain: (dice) =>
    `${dice.pick(["refund", "parcel", "visa-help", "north-college", "clinic-mail", "toll"])}-${dice.int(10, 99)}.example`,
  mail: (dice) => `box-${dice.int(100, 999)}@post.example`,
  // +1 555 01xx is kept for fiction; no Indian number begins with 0.
  phone: (dice) =>
    dice.chance(0.5) ? `+1 613 555 01${pad(dice.int(0, 99), 2)}` : `+91 00000 0${pad(dice.int(0, 9999), 4)}`,
  doc: (dice) => `ZZ${pad(dice.int(0, 9_999_999), 7)}`,
  account: (dice) => `DEMO-${pad(dice.int(0, 99_999_999), 8)}`,
  box: (dice) => `DEMU ${pad(dice.int(0, 999_999), 6)}-${dice.int(0, 9)}`,
  amount: (dice, lang) =>
    new Intl.NumberFormat(MONTHS[lang]).format(dice.int(12, 980) * 100) +
    (dice.chance(0.5) ? " CAD" : " INR"),
  file: (dice) => `list-${pad(dice.int(1, 99), 2)}`,
  day: (dice, lang, at) =>
    new Intl.DateTimeFormat(MONTHS[lang], { day: "numeric", month: "long", timeZone: "UTC" }).format(
      at - dice.int(1, 12) * 86_400_000,
    ),
};

/** @param at the instant of writing: what a text tells of was before it */
export const filled = (text: string, dice: Dice, lang: Lang, at: number): string =>
  text.replaceAll(/\{(\w+)\}/g, (_, name: string) => THINGS[name]?.(dice, lang, at) ?? "");
