import type { Lang } from "../api.ts";

export type Role = "asker" | "answerer";

/**
 * The desk's texts, in the three languages of its officers. A block names the acts in whose text it helps; it is put
 * into the text and is then the officer's own words. `{{…}}` are places of `fields.ts`.
 */
export type TextBlock = {
  readonly id: string;
  readonly acts: readonly string[];
  /** Only this side of a request says it. */
  readonly by?: Role;
  readonly name: Readonly<Record<Lang, string>>;
  readonly text: Readonly<Record<Lang, string>>;
};

export const BLOCKS: readonly TextBlock[] = [
  {
    id: "subscriber",
    acts: ["ask"],
    name: { en: "Who held an address", fr: "Qui détenait une adresse", hi: "पता किसके पास था" },
    text: {
      en: "Please say who held {{address}} in the period {{period}} (UTC), and how the service was paid for.",
      fr: "Merci d’indiquer qui détenait {{address}} pendant la période {{period}} (UTC), et comment le service a été payé.",
      hi: "कृपया बताएँ कि {{period}} (UTC) की अवधि में {{address}} किसके पास था, और सेवा का भुगतान कैसे हुआ।",
    },
  },
  {
    id: "preserve",
    acts: ["ask"],
    name: { en: "Preserve before deletion", fr: "Conserver avant effacement", hi: "हटने से पहले सुरक्षित रखें" },
    text: {
      en: "Please have {{record}} preserved. It is deleted on {{date}} unless somebody asks.",
      fr: "Merci de faire conserver {{record}}. Sans demande, l’effacement a lieu le {{date}}.",
      hi: "कृपया {{record}} को सुरक्षित रखवाएँ। अनुरोध न होने पर यह {{date}} को हटा दिया जाएगा।",
    },
  },
  {
    id: "which-period",
    acts: ["clarify"],
    name: { en: "Which period", fr: "Quelle période", hi: "कौन-सी अवधि" },
    text: {
      en: "Which period do you mean: the day in local time, or the day in UTC? As we read it: {{period}}.",
      fr: "De quelle période s’agit-il : le jour local ou le jour UTC ? Nous lisons : {{period}}.",
      hi: "किस अवधि की बात है: स्थानीय दिन या UTC का दिन? हमने यह समझा: {{period}}।",
    },
  },
  {
    id: "which-matter",
    acts: ["clarify"],
    name: { en: "One open question", fr: "Une question ouverte", hi: "एक खुला प्रश्न" },
    text: {
      en: "Before we can go on we need to know one thing: {{question}}",
      fr: "Avant de poursuivre, il nous faut savoir une chose : {{question}}",
      hi: "आगे बढ़ने से पहले हमें एक बात जाननी है: {{question}}",
    },
  },
  {
    id: "holding",
    acts: ["message", "extend"],
    by: "answerer",
    name: { en: "Holding reply", fr: "Réponse d’attente", hi: "अंतरिम उत्तर" },
    text: {
      en: "We have your request {{reference}}; the answer is due on {{due}}. {{office}} is working on it, and we expect to write again by {{date}}.",
      fr: "Nous avons votre demande {{reference}} ; la réponse est due le {{due}}. {{office}} y travaille, et nous pensons vous écrire avant le {{date}}.",
      hi: "आपका अनुरोध {{reference}} हमें मिल गया है; उत्तर {{due}} तक देय है। {{office}} इस पर काम कर रहा है, और हम {{date}} तक फिर लिखने की आशा करते हैं।",
    },
  },
  {
    id: "reminder",
    acts: ["message"],
    by: "asker",
    name: { en: "Reminder", fr: "Rappel", hi: "स्मरण" },
    text: {
      en: "We refer to our request {{reference}}; its legal deadline is {{due}}. Please say how far it has come and when we may expect the answer.",
      fr: "Nous revenons sur notre demande {{reference}}, dont l’échéance légale est le {{due}}. Merci d’indiquer où elle en est et quand nous pouvons attendre la réponse.",
      hi: "हमारे अनुरोध {{reference}} के संदर्भ में, जिसकी कानूनी समय-सीमा {{due}} है: कृपया बताएँ कि काम कहाँ तक पहुँचा है और उत्तर कब तक मिलेगा।",
    },
  },
  {
    id: "period-meant",
    acts: ["reply"],
    name: { en: "The period we mean", fr: "La période visée", hi: "हमारी अवधि" },
    text: {
      en: "To your question: we mean the period {{period}}, counted in UTC.",
      fr: "En réponse à votre question : il s’agit de la période {{period}}, comptée en UTC.",
      hi: "आपके प्रश्न पर: हमारा आशय {{period}} की अवधि से है, जो UTC में गिनी गई है।",
    },
  },
  {
    id: "lower-urgency",
    acts: ["contest"],
    name: { en: "Why a lower urgency", fr: "Pourquoi une urgence moindre", hi: "कम तात्कालिकता क्यों" },
    text: {
      en: "As we read the request, {{facts}}. {{office}} therefore proposes a lower urgency. The work has begun and goes on meanwhile.",
      fr: "Selon notre lecture de la demande, {{facts}}. {{office}} propose donc une urgence moindre. Le travail a commencé et se poursuit entre-temps.",
      hi: "अनुरोध से हमें यह समझ में आता है: {{facts}}। इसलिए {{office}} कम तात्कालिकता का प्रस्ताव करता है। काम शुरू हो चुका है और इस बीच जारी है।",
    },
  },
  {
    id: "court",
    acts: ["extend"],
    name: { en: "A court has to allow it", fr: "Un tribunal doit l’autoriser", hi: "न्यायालय की अनुमति चाहिए" },
    text: {
      en: "The law ({{provision}}) asks for the order of a court. It was applied for on {{date}}.",
      fr: "La loi ({{provision}}) exige l’ordonnance d’un tribunal. Elle a été demandée le {{date}}.",
      hi: "कानून ({{provision}}) के अनुसार न्यायालय का आदेश चाहिए। इसके लिए {{date}} को आवेदन किया गया।",
    },
  },
  {
    id: "nothing-held",
    acts: ["answer", "refuse"],
    name: { en: "Nothing is held", fr: "Rien n’est détenu", hi: "कोई अभिलेख नहीं" },
    text: {
      en: "{{office}} has searched {{record}} for the period {{period}} and holds nothing that answers the request.",
      fr: "{{office}} a cherché dans {{record}} pour la période {{period}} et ne détient rien qui réponde à la demande.",
      hi: "{{office}} ने {{period}} की अवधि के लिए {{record}} में खोज की; अनुरोध का उत्तर देने वाला कुछ नहीं मिला।",
    },
  },
  {
    id: "part-now",
    acts: ["part"],
    name: { en: "Part now, rest later", fr: "Une partie maintenant", hi: "अभी एक भाग" },
    text: {
      en: "What is ready is attached. {{record}} is still to come; {{office}} expects it by {{date}}.",
      fr: "Ce qui est prêt est joint. Il manque encore {{record}} ; {{office}} l’attend pour le {{date}}.",
      hi: "जो तैयार है वह संलग्न है। {{record}} अभी शेष है; {{office}} को {{date}} तक मिलने की आशा है।",
    },
  },
  {
    id: "conditions",
    acts: ["answer", "part"],
    name: { en: "Use and restrictions", fr: "Usage et restrictions", hi: "उपयोग और प्रतिबंध" },
    text: {
      en: "Please use this only for the purpose of the request. For use in court write to {{office}} first.",
      fr: "Merci de n’en faire usage qu’aux fins de la demande. Pour un usage en justice, écrire d’abord à {{office}}.",
      hi: "कृपया इसका उपयोग केवल अनुरोध के उद्देश्य से करें। न्यायालय में उपयोग से पहले {{office}} को लिखें।",
    },
  },
  {
    id: "thanks",
    acts: ["close"],
    name: { en: "Thanks, and what came of it", fr: "Merci, et la suite", hi: "धन्यवाद और परिणाम" },
    text: {
      en: "Thank you. The answer was of use in {{reference}}.",
      fr: "Merci. La réponse a été utile dans {{reference}}.",
      hi: "धन्यवाद। उत्तर {{reference}} में उपयोगी रहा।",
    },
  },
];

export const blocksFor = (act: string, role: Role): readonly TextBlock[] =>
  BLOCKS.filter(({ acts, by = role }) => acts.includes(act) && by === role);
