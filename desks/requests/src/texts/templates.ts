import type { Lang } from "../api.ts";
import { readied } from "./fields.ts";

/**
 * Requests that are asked every week, half written. A template never chooses the basis, the link to a person, the
 * urgency or the handling: for those an officer answers.
 */
export type RequestTemplate = {
  readonly id: string;
  readonly name: Readonly<Record<Lang, string>>;
  readonly title: Readonly<Record<Lang, string>>;
  readonly text: Readonly<Record<Lang, string>>;
  /** Codes of the list `information`. */
  readonly kinds: readonly string[];
  /** Code of the list `purpose`, where this kind of request has but one. */
  readonly purpose?: string;
};

export const TEMPLATES: readonly RequestTemplate[] = [
  {
    id: "subscriber",
    name: { en: "Subscriber details", fr: "Renseignements sur l’abonné", hi: "ग्राहक का विवरण" },
    title: {
      en: "Subscriber behind an address",
      fr: "Abonné derrière une adresse",
      hi: "एक पते के पीछे का ग्राहक",
    },
    text: {
      en: "What is known: {{facts}}.\n\nPlease give the subscriber details of {{address}} at {{provider}} in the period {{period}} (UTC), and say how the service was paid for.",
      fr: "Ce que l’on sait : {{facts}}.\n\nMerci de communiquer les renseignements sur l’abonné de {{address}} chez {{provider}} pendant la période {{period}} (UTC), et d’indiquer comment le service a été payé.",
      hi: "जो ज्ञात है: {{facts}}।\n\nकृपया {{period}} (UTC) की अवधि में {{provider}} के यहाँ {{address}} के ग्राहक का विवरण दें और बताएँ कि सेवा का भुगतान कैसे हुआ।",
    },
    kinds: ["subscriber-details", "ip-address-use"],
    purpose: "investigation",
  },
  {
    id: "preservation",
    name: { en: "Preservation of data", fr: "Conservation de données", hi: "डेटा का परिरक्षण" },
    title: {
      en: "Preservation of data before they are deleted",
      fr: "Conservation de données avant leur effacement",
      hi: "हटाए जाने से पहले डेटा का परिरक्षण",
    },
    text: {
      en: "What is known: {{facts}}.\n\nPlease have {{record}} of the account {{account}} at {{provider}} preserved for the period {{period}} (UTC). Without a request they are deleted on {{date}}. A request for mutual legal assistance will follow; nothing has to be disclosed before it.",
      fr: "Ce que l’on sait : {{facts}}.\n\nMerci de faire conserver {{record}} du compte {{account}} chez {{provider}} pour la période {{period}} (UTC). Sans demande, l’effacement a lieu le {{date}}. Une demande d’entraide judiciaire suivra ; rien n’est à communiquer avant elle.",
      hi: "जो ज्ञात है: {{facts}}।\n\nकृपया {{provider}} के यहाँ खाता {{account}} के {{record}} को {{period}} (UTC) की अवधि के लिए सुरक्षित रखवाएँ। अनुरोध न होने पर ये {{date}} को हटा दिए जाएँगे। पारस्परिक कानूनी सहायता का अनुरोध आगे भेजा जाएगा; उससे पहले कुछ भी प्रकट करना आवश्यक नहीं है।",
    },
    kinds: ["data-preservation"],
    purpose: "mutual-assistance-preparation",
  },
  {
    id: "account-holder",
    name: { en: "Holder of a bank account", fr: "Titulaire d’un compte bancaire", hi: "बैंक खाते का धारक" },
    title: {
      en: "Holder of an account that received funds",
      fr: "Titulaire d’un compte qui a reçu des fonds",
      hi: "धन प्राप्त करने वाले खाते का धारक",
    },
    text: {
      en: "What is known: {{facts}}.\n\nPlease say who holds the account {{account}} at {{provider}}, who may dispose of it, and when it was opened. If it still holds funds received in the period {{period}}, please say which authority could secure them.",
      fr: "Ce que l’on sait : {{facts}}.\n\nMerci d’indiquer qui est titulaire du compte {{account}} auprès de {{provider}}, qui peut en disposer et quand il a été ouvert. S’il contient encore des fonds reçus pendant la période {{period}}, merci d’indiquer quelle autorité pourrait les immobiliser.",
      hi: "जो ज्ञात है: {{facts}}।\n\nकृपया बताएँ कि {{provider}} में खाता {{account}} किसका है, उसे कौन संचालित कर सकता है और वह कब खोला गया। यदि उसमें {{period}} की अवधि में प्राप्त धन अब भी है, तो कृपया बताएँ कि कौन-सा प्राधिकारी उसे रोक सकता है।",
    },
    kinds: ["account-ownership"],
    purpose: "investigation",
  },
  {
    id: "document",
    name: { en: "Is a document genuine?", fr: "Un document est-il authentique ?", hi: "क्या दस्तावेज़ असली है?" },
    title: {
      en: "Check of a document that was presented",
      fr: "Vérification d’un document présenté",
      hi: "प्रस्तुत किए गए दस्तावेज़ की जाँच",
    },
    text: {
      en: "A document with the number {{document}} was presented on {{date}}: {{facts}}.\n\nPlease say whether a document of this number was issued, whether it was reported lost, stolen or revoked, and whether its particulars are those of the copy attached.",
      fr: "Un document portant le numéro {{document}} a été présenté le {{date}} : {{facts}}.\n\nMerci d’indiquer si un document de ce numéro a été délivré, s’il a été déclaré perdu, volé ou invalidé, et si ses mentions sont celles de la copie jointe.",
      hi: "संख्या {{document}} का एक दस्तावेज़ {{date}} को प्रस्तुत किया गया: {{facts}}।\n\nकृपया बताएँ कि क्या इस संख्या का दस्तावेज़ जारी हुआ था, क्या उसके खोने, चोरी होने या निरस्त होने की सूचना है, और क्या उसका विवरण संलग्न प्रति से मेल खाता है।",
    },
    kinds: ["travel-document-check"],
  },
  {
    id: "domain",
    name: { en: "Registration of a domain", fr: "Enregistrement d’un domaine", hi: "डोमेन का पंजीकरण" },
    title: {
      en: "Registration of domain names used in a fraud",
      fr: "Enregistrement de noms de domaine utilisés dans une fraude",
      hi: "धोखाधड़ी में प्रयुक्त डोमेन नामों का पंजीकरण",
    },
    text: {
      en: "What is known: {{facts}}.\n\nPlease say who registered {{address}} with {{provider}}, when and how it was paid for, and which other names the same account registered in the period {{period}}.",
      fr: "Ce que l’on sait : {{facts}}.\n\nMerci d’indiquer qui a enregistré {{address}} auprès de {{provider}}, quand et par quel paiement, et quels autres noms le même compte a enregistrés pendant la période {{period}}.",
      hi: "जो ज्ञात है: {{facts}}।\n\nकृपया बताएँ कि {{provider}} के यहाँ {{address}} किसने, कब और किस भुगतान से पंजीकृत कराया, और उसी खाते ने {{period}} की अवधि में और कौन-से नाम पंजीकृत कराए।",
    },
    kinds: ["domain-registration"],
    purpose: "investigation",
  },
];

type Begun = {
  readonly title: string;
  readonly text: string;
  readonly args: Readonly<Record<string, string | number | readonly string[]>>;
};

/** What a draft becomes with a template: nothing that a person has written or chosen is replaced. */
export function withTemplate<T extends Begun>(draft: T, template: RequestTemplate, lang: Lang): T {
  const { kinds, purpose } = template;
  const chosen = Array.isArray(draft.args["kinds"]) ? (draft.args["kinds"] as readonly string[]) : [];
  const text = readied(template.text[lang], {}, lang);
  return {
    ...draft,
    title: draft.title.trim() === "" ? template.title[lang] : draft.title,
    text: draft.text.trim() === "" ? text : `${draft.text.trimEnd()}\n\n${text}`,
    args: {
      ...(purpose !== undefined && { purpose }),
      ...draft.args,
      kinds: [...new Set([...chosen, ...kinds])],
    },
  };
}
