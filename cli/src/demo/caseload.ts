import type { Lang } from "@setu/requests";

/**
 * What the demo's officers have written to each other before anybody opens it. All of it is invented: no person, group,
 * company or event in it is real; names end in .example, addresses are of the documentation ranges (RFC 5737), telephone
 * numbers of the ranges kept for fiction.
 */
export type Step = {
  /** Hours after the request was asked. */
  readonly after: number;
  readonly by: string;
  readonly do: string;
  readonly args?: Readonly<Record<string, string>>;
  /** Hours from the act to the instant that its argument `until` names. */
  readonly until?: number;
  /** Index of the earlier step of this case that its argument `ref` names. */
  readonly ref?: number;
  readonly text?: string;
  readonly pdf?: { readonly name: string; readonly lines: readonly string[] };
};

export type Case = {
  /** Hours before now. */
  readonly age: number;
  readonly by: string;
  readonly lane?: "flash";
  readonly tlp: string;
  readonly lang: Lang;
  readonly title: string;
  readonly text: string;
  readonly args: Readonly<Record<string, string | readonly string[]>>;
  readonly steps: readonly Step[];
};

const CA_EN = "ca.officer-1";
const CA_FR = "ca.officer-2";
const IN_EN = "in.officer-1";
const IN_HI = "in.officer-2";

const FRAUD = {
  purpose: "investigation",
  offence: "cyber-fraud",
  basis: "police-arrangement",
  use: "investigation",
};

export const CASELOAD: readonly Case[] = [
  {
    age: 0.4,
    by: CA_EN,
    tlp: "AMBER",
    lang: "en",
    title: "Ownership of three domain names used in refund fraud",
    text: "refund-desk.example, refund-help.example and refund-now.example were registered on one day in October.\n\nPlease say who registered them and how they were paid for.",
    args: { ...FRAUD, link: "unknown", kinds: ["domain-registration"], language: "en", urgency: "routine" },
    steps: [],
  },
  {
    age: 11,
    by: CA_FR,
    tlp: "AMBER",
    lang: "fr",
    title: "Conservation des journaux d’un hébergeur avant leur effacement",
    text: "Le serveur 203.0.113.57 garde ses journaux quatorze jours. Nous demandons leur conservation pour le 12 novembre, de 18 h à 20 h UTC.",
    args: {
      ...FRAUD,
      offence: "unauthorised-access",
      link: "unknown",
      kinds: ["data-preservation"],
      language: "fr",
      urgency: "immediate",
      reason: "data-loss",
    },
    steps: [{ after: 0.5, by: IN_EN, do: "acknowledge" }],
  },
  {
    age: 0.7,
    by: CA_EN,
    lane: "flash",
    tlp: "RED",
    lang: "en",
    title: "Host of an address from which a threat was sent",
    text: "A message that threatens visitors of a fair tomorrow came from 198.51.100.23 today at 04:10 UTC.\n\nPlease name the city of the connection and the office we can call.",
    args: {
      purpose: "protection-of-person",
      offence: "extortion",
      basis: "interpol-channel",
      link: "unknown",
      kinds: ["ip-address-use", "competent-authority"],
      language: "en",
      urgency: "flash",
      reason: "threat-to-life",
      use: "threat-to-life-only",
    },
    steps: [{ after: 0.1, by: IN_EN, do: "acknowledge" }],
  },
  {
    age: 30,
    by: IN_HI,
    tlp: "AMBER",
    lang: "hi",
    title: "फ़िशिंग सर्वर से जुड़े ग्राहक का विवरण",
    text: "20 नवंबर को 04:10 और 06:55 UTC के बीच 192.0.2.44 पर एक फ़िशिंग किट मिली।\n\nकृपया उस समय इस पते के ग्राहक का विवरण दें और बताएँ कि क्या लॉग सुरक्षित हैं।",
    args: {
      ...FRAUD,
      link: "subscriber",
      kinds: ["subscriber-details", "ip-address-use"],
      language: "hi",
      urgency: "priority",
      reason: "data-loss",
    },
    steps: [
      { after: 1, by: CA_FR, do: "acknowledge" },
      {
        after: 4,
        by: CA_EN,
        do: "clarify",
        args: { kind: "period" },
        until: 48,
        text: "The address is shared by many subscribers. Please send the source port and the time to the second.",
      },
    ],
  },
  {
    age: 50,
    by: IN_EN,
    tlp: "GREEN",
    lang: "en",
    title: "Registered office behind an import licence",
    text: "Licence DEMO-0042 was shown with a consignment of laboratory glass. Please confirm whether it exists and for which goods.",
    args: {
      ...FRAUD,
      purpose: "regulatory-control",
      offence: "customs-fraud",
      link: "company-officer",
      kinds: ["licence-check"],
      language: "en",
      urgency: "routine",
      use: "regulatory-decision",
    },
    steps: [
      {
        after: 6,
        by: CA_FR,
        do: "clarify",
        args: { kind: "scope" },
        until: 72,
        text: "S’agit-il de la licence d’importation seule, ou aussi du permis de transport ?",
      },
      { after: 10, by: IN_EN, do: "reply", text: "The import licence only." },
    ],
  },
  {
    age: 70,
    by: CA_EN,
    tlp: "AMBER",
    lang: "en",
    title: "Consignment data for a container of precursor chemicals",
    text: "Container DEMU 000000-0 left port in October. Please send what the carrier declared, and whether it was opened.",
    args: {
      purpose: "detection",
      offence: "precursor-diversion",
      basis: "convention-1988",
      link: "unknown",
      kinds: ["consignment-data", "licence-check"],
      language: "en",
      urgency: "routine",
      use: "investigation",
    },
    steps: [
      { after: 3, by: IN_EN, do: "acknowledge" },
      {
        after: 40,
        by: IN_EN,
        do: "part",
        text: "The carrier's declaration is attached. Customs will say next week whether the container was opened.",
        pdf: {
          name: "declaration.pdf",
          lines: ["Container DEMU 000000-0", "Declared: laboratory glass, 40 cartons"],
        },
      },
    ],
  },
  {
    age: 100,
    by: IN_HI,
    tlp: "GREEN",
    lang: "hi",
    title: "यात्रा दस्तावेज़ की जाँच का अनुरोध",
    text: "दस्तावेज़ संख्या DEMO00000 प्रस्तुत की गई। कृपया बताएँ कि क्या यह संख्या जारी की गई थी।",
    args: {
      ...FRAUD,
      offence: "document-fraud",
      link: "unknown",
      kinds: ["travel-document-check"],
      language: "hi",
      urgency: "routine",
    },
    steps: [
      { after: 4, by: CA_FR, do: "acknowledge" },
      {
        after: 60,
        by: CA_FR,
        do: "answer",
        text: "Ce numéro n’a pas été délivré. La page de la série est jointe.",
        pdf: { name: "serie.pdf", lines: ["Serie DEMO: numeros 00001 a 09999"] },
      },
    ],
  },
  {
    age: 90,
    by: CA_FR,
    tlp: "AMBER",
    lang: "fr",
    title: "Propriétaire d’un compte de paiement fictif",
    text: "Le compte DEMO-ACC-7 a reçu un virement de 12 $. Qui en est titulaire ?",
    args: { ...FRAUD, link: "subscriber", kinds: ["account-ownership"], language: "fr", urgency: "routine" },
    steps: [
      { after: 5, by: IN_EN, do: "acknowledge" },
      {
        after: 30,
        by: IN_EN,
        do: "refuse",
        args: { ground: "minor-offence" },
        text: "The amount is below what the arrangement covers.",
      },
    ],
  },
  {
    age: 120,
    by: IN_EN,
    tlp: "AMBER",
    lang: "en",
    title: "Subscriber and payment records of a mail account",
    text: "The account offers@market.example sent invoices for goods that did not exist. Please send subscriber details and payment records.",
    args: {
      ...FRAUD,
      link: "subscriber",
      kinds: ["subscriber-details", "transaction-records"],
      language: "en",
      urgency: "routine",
    },
    steps: [
      {
        after: 50,
        by: CA_EN,
        do: "part",
        text: "The account was opened in 2025 and closed in October. The telephone given was +1 613 555 0143.",
      },
      {
        after: 70,
        by: CA_EN,
        do: "refuse",
        args: { ground: "data-category" },
        text: "Payment records need an order of a court: please use mutual legal assistance.",
      },
    ],
  },
  {
    age: 60,
    by: CA_EN,
    tlp: "GREEN",
    lang: "en",
    title: "Company record of a parcel service",
    text: "Please say whether Demo Parcels (example) is registered, and since when.",
    args: {
      ...FRAUD,
      link: "company-officer",
      kinds: ["company-record"],
      language: "en",
      urgency: "routine",
    },
    steps: [
      { after: 5, by: IN_EN, do: "acknowledge" },
      {
        after: 20,
        by: CA_EN,
        do: "withdraw",
        args: { reason: "no-longer-needed" },
        text: "The public register has answered it. Thank you.",
      },
    ],
  },
  {
    age: 26,
    by: IN_HI,
    tlp: "AMBER",
    lang: "hi",
    title: "धोखाधड़ी में प्रयुक्त दो डोमेन नामों का स्वामित्व",
    text: "kyc-update.example और kyc-check.example एक ही कॉल सेंटर की ओर ले जाते हैं। कृपया पंजीकरण का विवरण भेजें।",
    args: {
      ...FRAUD,
      offence: "call-centre-fraud",
      link: "unknown",
      kinds: ["domain-registration"],
      language: "hi",
      urgency: "priority",
      reason: "imminent-offence",
    },
    steps: [
      { after: 1, by: CA_EN, do: "acknowledge" },
      { after: 3, by: CA_EN, do: "message", text: "Which of the two was seen first?" },
      { after: 4, by: IN_HI, do: "message", text: "पहले kyc-update.example, 3 नवंबर को।" },
      { after: 6, by: CA_EN, do: "message", text: "The registrar answers within two days." },
      {
        after: 6.5,
        by: CA_EN,
        do: "message",
        text: "The file for another matter is attached here by mistake.",
      },
      {
        after: 6.6,
        by: CA_EN,
        do: "recall",
        ref: 4,
        args: { reason: "wrong-recipient" },
        text: "Please do not keep my last message.",
      },
    ],
  },
  {
    age: 150,
    by: CA_FR,
    tlp: "AMBER+STRICT",
    lang: "fr",
    title: "Titulaire de l’adresse d’un serveur d’hameçonnage",
    text: "Un nécessaire d’hameçonnage se trouvait à l’adresse 203.0.113.24 le 10 novembre, entre 4 h 10 et 6 h 55 UTC.",
    args: { ...FRAUD, link: "subscriber", kinds: ["subscriber-details"], language: "fr", urgency: "routine" },
    steps: [
      { after: 8, by: IN_HI, do: "acknowledge" },
      {
        after: 100,
        by: IN_EN,
        do: "extend",
        args: { reason: "judicial-authorisation" },
        until: 240,
        text: "The order of the court is expected within the week.",
      },
    ],
  },
  {
    age: 200,
    by: CA_EN,
    tlp: "CLEAR",
    lang: "en",
    title: "Technical indicators of a call-centre kit",
    text: "Please share the host names under which the kit was seen, so that ours can be blocked.",
    args: {
      purpose: "cyber-defence",
      offence: "call-centre-fraud",
      basis: "memorandum",
      link: "unknown",
      kinds: ["technical-indicators"],
      language: "en",
      urgency: "routine",
      use: "network-defence",
    },
    steps: [
      { after: 80, by: IN_HI, do: "answer", text: "kit-1.example, kit-2.example और 192.0.2.80।" },
      {
        after: 100,
        by: CA_EN,
        do: "close",
        args: { outcome: "led-to-action" },
        text: "All three are blocked. Thank you.",
      },
    ],
  },
];
