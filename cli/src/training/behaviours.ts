import { createHash } from "node:crypto";
import { REPLIES, type Replies, type Reply } from "../demo/replies.ts";

const SAYS = {
  period: {
    en: "Which day and hour do you mean? Please say it in UTC.",
    fr: "De quel jour et de quelle heure s’agit-il ? Merci de le dire en UTC.",
    hi: "आपका आशय किस दिन और किस समय से है? कृपया UTC में बताएँ।",
  },
  answer: {
    en: "Training answer: the holder is Example Parcels (training). Nothing else is on record.",
    fr: "Réponse de formation : le titulaire est Example Parcels (formation). Rien d’autre n’est enregistré.",
    hi: "प्रशिक्षण का उत्तर: धारक Example Parcels (प्रशिक्षण) है। अभिलेख में और कुछ नहीं है।",
  },
  refuse: {
    en: "Training refusal: the matter is below what the arrangement covers.",
    fr: "Refus de formation : l’affaire est en deçà de ce que couvre l’arrangement.",
    hi: "प्रशिक्षण का इनकार: यह मामला व्यवस्था के दायरे से नीचे है।",
  },
  late: {
    en: "The order of the court is expected within the week.",
    fr: "L’ordonnance du tribunal est attendue dans la semaine.",
    hi: "न्यायालय का आदेश इसी सप्ताह अपेक्षित है।",
  },
} satisfies Readonly<Record<string, NonNullable<Reply["says"]>>>;

const ACKNOWLEDGES: Reply = { do: "acknowledge", after: 4 };
const ANSWERS: Reply = { do: "answer", after: 15, says: SAYS.answer };
const rest = (ask: readonly Reply[]): Replies => ({ ...REPLIES, ask });

/** What the partner does with a request that comes to it; what is done in other steps is as in the demo. */
export const BEHAVIOURS = {
  answers: rest([ACKNOWLEDGES, ANSWERS]),
  "asks-back": rest([
    ACKNOWLEDGES,
    { do: "clarify", after: 10, args: { kind: "period" }, until: 48, says: SAYS.period },
  ]),
  refuses: rest([
    ACKNOWLEDGES,
    { do: "refuse", after: 15, args: { ground: "minor-offence" }, says: SAYS.refuse },
  ]),
  "comes-late": rest([
    ACKNOWLEDGES,
    { do: "extend", after: 10, args: { reason: "judicial-authorisation" }, until: 240, says: SAYS.late },
    { ...ANSWERS, after: 60 },
  ]),
  silent: {},
} satisfies Readonly<Record<string, Replies>>;

export type Behaviour = keyof typeof BEHAVIOURS;
export const NAMES = Object.keys(BEHAVIOURS) as Behaviour[];

/** One request has one behaviour for good; the same seed and the same request give the same. */
export function behaviourOf(seed: string, item: string): Behaviour {
  const [byte = 0] = createHash("sha256").update(`${seed} ${item}`).digest();
  return NAMES[byte % NAMES.length] ?? "answers";
}
