import type { CAME_BY, Lang } from "@setu/requests";

/** What an exported list says by itself; its cells are codes, texts and instants. */
export const COLUMNS = [
  "reference",
  "direction",
  "title",
  "status",
  "urgency",
  "tlp",
  "due",
  "left",
  "assignee",
  "followUp",
  "notes",
  "putAway",
  "expected",
  "outcome",
  "conditions",
] as const;
export type Column = (typeof COLUMNS)[number];

type Words = Readonly<Record<Column, string>> & {
  readonly inbox: string;
  readonly sent: string;
  /** Ways in which a matter came that did not come through Setu. */
  readonly came: Readonly<Record<(typeof CAME_BY)[number], string>>;
  /** What of it must not be sent to the other side. */
  readonly ours: string;
  /** The conditions of leave to use, as words of their list. */
  readonly bound: (conditions: readonly string[]) => string;
  readonly cut: (rows: number) => string;
  readonly unused: (rows: number) => string;
  readonly overdue: (length: string) => string;
  readonly units: readonly [day: string, hour: string, minute: string];
};

export const WORDS: Readonly<Record<Lang, Words>> = {
  en: {
    reference: "Reference",
    direction: "Direction",
    title: "Subject",
    status: "Status",
    urgency: "Urgency",
    tlp: "TLP",
    due: "Due",
    left: "Time left",
    expected: "Late, expected by",
    outcome: "Outcome due",
    conditions: "Conditions of leave",
    assignee: "Officer",
    followUp: "Follow-up",
    notes: "Notes",
    putAway: "Put away by",
    inbox: "we owe",
    sent: "they owe",
    came: {
      mail: "came by mail; registered here",
      paper: "came on paper; registered here",
      telephone: "came by telephone; registered here",
      interpol: "came through INTERPOL; registered here",
      diplomatic: "came by the diplomatic bag; registered here",
      "in-person": "was brought in person; registered here",
      other: "came another way; registered here",
    },
    ours: "Officer, follow-up and notes are our own half: they are not for the other side.",
    bound: (all) => `What is used by leave is used under its conditions: ${all.join("; ")}.`,
    cut: (rows) => `Cut after ${rows} rows: the list goes on.`,
    unused: (rows) => `${rows} rows are left out: the gates before their use are not answered.`,
    overdue: (length) => `overdue by ${length}`,
    units: ["d", "h", "min"],
  },
  fr: {
    reference: "Référence",
    direction: "Sens",
    title: "Objet",
    status: "État",
    urgency: "Urgence",
    tlp: "TLP",
    due: "Échéance",
    left: "Temps restant",
    expected: "En retard, attendue pour",
    outcome: "Suite à dire pour",
    conditions: "Conditions de l’autorisation",
    assignee: "Agent",
    followUp: "Relance",
    notes: "Notes",
    putAway: "Mise de côté par",
    inbox: "nous devons",
    sent: "ils doivent",
    came: {
      mail: "arrivé par courriel ; enregistré ici",
      paper: "arrivé sur papier ; enregistré ici",
      telephone: "arrivé par téléphone ; enregistré ici",
      interpol: "arrivé par INTERPOL ; enregistré ici",
      diplomatic: "arrivé par la valise diplomatique ; enregistré ici",
      "in-person": "remis en personne ; enregistré ici",
      other: "arrivé autrement ; enregistré ici",
    },
    ours: "L’agent, la relance et les notes sont notre propre moitié : ils ne sont pas destinés à l’autre côté.",
    bound: (all) => `Ce qui est utilisé par autorisation l’est sous ses conditions : ${all.join(" ; ")}.`,
    cut: (rows) => `Coupé après ${rows} lignes : la liste continue.`,
    unused: (rows) =>
      `${rows} lignes sont omises : les questions préalables à leur usage n’ont pas reçu de réponse.`,
    overdue: (length) => `en retard de ${length}`,
    units: ["j", "h", "min"],
  },
  hi: {
    reference: "संदर्भ",
    direction: "दिशा",
    title: "विषय",
    status: "स्थिति",
    urgency: "तात्कालिकता",
    tlp: "TLP",
    due: "समय-सीमा",
    left: "शेष समय",
    expected: "देरी, अपेक्षित तिथि",
    outcome: "परिणाम बताने की तिथि",
    conditions: "अनुमति की शर्तें",
    assignee: "अधिकारी",
    followUp: "अनुवर्तन",
    notes: "टिप्पणियाँ",
    putAway: "किसने हटाकर रखा",
    inbox: "हमें देना है",
    sent: "उन्हें देना है",
    came: {
      mail: "मेल से आया; यहाँ दर्ज",
      paper: "कागज़ पर आया; यहाँ दर्ज",
      telephone: "टेलीफ़ोन से आया; यहाँ दर्ज",
      interpol: "INTERPOL से आया; यहाँ दर्ज",
      diplomatic: "राजनयिक थैले से आया; यहाँ दर्ज",
      "in-person": "स्वयं लाया गया; यहाँ दर्ज",
      other: "किसी और रास्ते से आया; यहाँ दर्ज",
    },
    ours: "अधिकारी, अनुवर्तन और टिप्पणियाँ हमारा अपना भाग हैं: वे दूसरे पक्ष के लिए नहीं हैं।",
    bound: (all) => `जो अनुमति से उपयोग होता है, वह उसकी शर्तों के अधीन है: ${all.join("; ")}।`,
    cut: (rows) => `${rows} पंक्तियों के बाद काटा गया: सूची आगे जारी है।`,
    unused: (rows) => `${rows} पंक्तियाँ छोड़ी गईं: उनके उपयोग से पहले के प्रश्नों के उत्तर नहीं दिए गए हैं।`,
    overdue: (length) => `${length} की देरी`,
    units: ["दिन", "घं", "मि"],
  },
};
