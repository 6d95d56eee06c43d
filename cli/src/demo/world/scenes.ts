import type { Lang } from "@setu/requests";

/**
 * What the invented matters are about. `{ip}` and its like are filled from ranges that belong to nobody: addresses of
 * RFC 5737, names that end in .example (RFC 2606), numbers that no operator can give out, documents that no office issues.
 */
export type Scene = {
  readonly offence: string;
  readonly purpose: string;
  readonly basis: string;
  readonly use: string;
  readonly link: string;
  readonly kinds: readonly string[];
  readonly title: Readonly<Record<Lang, string>>;
  readonly text: Readonly<Record<Lang, string>>;
};

const FRAUD = { purpose: "investigation", basis: "police-arrangement", use: "investigation" } as const;

export const SCENES: readonly Scene[] = [
  {
    ...FRAUD,
    offence: "cyber-fraud",
    link: "subscriber",
    kinds: ["subscriber-details", "ip-address-use"],
    title: {
      en: "Subscriber behind a page that copies a bank",
      fr: "Abonné derrière une page qui imite une banque",
      hi: "बैंक की नकल करने वाले पृष्ठ के पीछे का ग्राहक",
    },
    text: {
      en: "The page was served from {ip} on {day}, between 04:10 and 06:55 UTC. Please say who held the address then.",
      fr: "La page était servie par {ip} le {day}, entre 4 h 10 et 6 h 55 UTC. Qui détenait cette adresse alors ?",
      hi: "यह पृष्ठ {day} को 04:10 से 06:55 UTC के बीच {ip} से चल रहा था। कृपया बताएँ कि उस समय यह पता किसके पास था।",
    },
  },
  {
    ...FRAUD,
    offence: "call-centre-fraud",
    link: "subscriber",
    kinds: ["subscriber-details"],
    title: {
      en: "Holder of a number used in refund calls",
      fr: "Titulaire d’un numéro utilisé pour de faux remboursements",
      hi: "झूठी धन-वापसी की कॉलों में प्रयुक्त नंबर का धारक",
    },
    text: {
      en: "Calls came from {phone} on {day}. The callers asked for remote access and for payment in vouchers.",
      fr: "Des appels sont venus du {phone} le {day}. On demandait un accès à distance et un paiement en bons d’achat.",
      hi: "{day} को {phone} से कॉल आईं। कॉल करने वालों ने दूर से पहुँच और वाउचर में भुगतान माँगा।",
    },
  },
  {
    offence: "precursor-diversion",
    purpose: "detection",
    basis: "convention-1988",
    use: "investigation",
    link: "unknown",
    kinds: ["consignment-data", "licence-check"],
    title: {
      en: "Declared contents of a container of chemicals",
      fr: "Contenu déclaré d’un conteneur de produits chimiques",
      hi: "रसायनों के एक कंटेनर की घोषित सामग्री",
    },
    text: {
      en: "Container {box} left port on {day}. Please send what was declared, for whom, and whether the licence is valid.",
      fr: "Le conteneur {box} a quitté le port le {day}. Merci d’indiquer ce qui a été déclaré, pour qui, et si la licence est valable.",
      hi: "कंटेनर {box} {day} को बंदरगाह से निकला। कृपया बताएँ कि क्या घोषित किया गया, किसके लिए, और क्या लाइसेंस वैध है।",
    },
  },
  {
    offence: "document-fraud",
    purpose: "regulatory-control",
    basis: "memorandum",
    use: "regulatory-decision",
    link: "unknown",
    kinds: ["travel-document-check"],
    title: {
      en: "Check of a travel document shown at boarding",
      fr: "Vérification d’un document de voyage présenté à l’embarquement",
      hi: "सवार होते समय दिखाए गए यात्रा दस्तावेज़ की जाँच",
    },
    text: {
      en: "Document {doc} was shown on {day}. Was it issued, and has it been reported lost?",
      fr: "Le document {doc} a été présenté le {day}. A-t-il été délivré, et a-t-il été déclaré perdu ?",
      hi: "दस्तावेज़ {doc} {day} को दिखाया गया। क्या यह जारी हुआ था, और क्या इसके खोने की सूचना है?",
    },
  },
  {
    ...FRAUD,
    offence: "document-fraud",
    link: "company-officer",
    kinds: ["company-record"],
    title: {
      en: "Letters of admission from a college that has no address",
      fr: "Lettres d’admission d’un collège sans adresse",
      hi: "बिना पते वाले कॉलेज के प्रवेश-पत्र",
    },
    text: {
      en: "Eleven letters name {domain}. Is a college of that name registered, and who may sign for it?",
      fr: "Onze lettres nomment {domain}. Un collège de ce nom est-il enregistré, et qui peut signer pour lui ?",
      hi: "ग्यारह पत्रों में {domain} का नाम है। क्या इस नाम का कॉलेज पंजीकृत है, और उसके लिए कौन हस्ताक्षर कर सकता है?",
    },
  },
  {
    offence: "ransomware",
    purpose: "cyber-defence",
    basis: "memorandum",
    use: "network-defence",
    link: "unknown",
    kinds: ["technical-indicators"],
    title: {
      en: "Indicators of a ransomware run against clinics",
      fr: "Indicateurs d’une campagne de rançongiciel contre des cliniques",
      hi: "क्लिनिकों पर रैनसमवेयर हमले के संकेतक",
    },
    text: {
      en: "The loader spoke to {ip} and {domain}. Please share what you have seen since {day}.",
      fr: "Le chargeur communiquait avec {ip} et {domain}. Merci de partager ce que vous avez observé depuis le {day}.",
      hi: "लोडर {ip} और {domain} से संपर्क करता था। {day} से अब तक जो देखा गया, कृपया साझा करें।",
    },
  },
  {
    ...FRAUD,
    offence: "money-laundering",
    link: "subscriber",
    kinds: ["account-ownership", "transaction-records"],
    title: {
      en: "Holder of an account that received twelve transfers",
      fr: "Titulaire d’un compte ayant reçu douze virements",
      hi: "बारह अंतरण पाने वाले खाते का धारक",
    },
    text: {
      en: "Account {account} received {amount} in twelve parts on {day}. Who holds it, and where did the money go?",
      fr: "Le compte {account} a reçu {amount} en douze fois le {day}. Qui en est titulaire, et où l’argent est-il allé ?",
      hi: "खाते {account} में {day} को बारह बार में {amount} आए। इसका धारक कौन है, और पैसा कहाँ गया?",
    },
  },
  {
    ...FRAUD,
    offence: "identity-theft",
    link: "victim",
    kinds: ["data-preservation"],
    title: {
      en: "Preservation of a mail account before it is deleted",
      fr: "Conservation d’un compte de courriel avant sa suppression",
      hi: "हटाए जाने से पहले मेल खाते का परिरक्षण",
    },
    text: {
      en: "{mail} is deleted thirty days after its last use, which was on {day}. Please have it preserved.",
      fr: "{mail} est supprimé trente jours après son dernier usage, le {day}. Merci de le faire conserver.",
      hi: "{mail} अंतिम उपयोग ({day}) के तीस दिन बाद हटा दिया जाता है। कृपया इसे सुरक्षित रखवाएँ।",
    },
  },
  {
    offence: "organised-crime",
    purpose: "prevention",
    basis: "police-arrangement",
    use: "intelligence-only",
    link: "unknown",
    kinds: ["vehicle-record"],
    title: {
      en: "Vehicles seen at two warehouses",
      fr: "Véhicules vus devant deux entrepôts",
      hi: "दो गोदामों पर देखे गए वाहन",
    },
    text: {
      en: "Three vehicles were seen on {day}; the plates are in the attached list {file}. Since when are they registered?",
      fr: "Trois véhicules ont été vus le {day} ; les plaques sont dans la liste {file}. Depuis quand sont-ils immatriculés ?",
      hi: "{day} को तीन वाहन देखे गए; नंबर सूची {file} में हैं। ये कब से पंजीकृत हैं?",
    },
  },
  {
    offence: "migrant-smuggling",
    purpose: "victim-assistance",
    basis: "palermo-convention",
    use: "investigation",
    link: "company-officer",
    kinds: ["company-record", "licence-check"],
    title: {
      en: "Licence of a recruitment agency",
      fr: "Licence d’une agence de recrutement",
      hi: "एक भर्ती एजेंसी का लाइसेंस",
    },
    text: {
      en: "Workers paid {amount} to {domain} for permits that do not exist. Did the agency have a licence on {day}?",
      fr: "Des travailleurs ont versé {amount} à {domain} pour des permis inexistants. L’agence avait-elle une licence le {day} ?",
      hi: "श्रमिकों ने {domain} को ऐसे परमिटों के लिए {amount} दिए जो हैं ही नहीं। क्या {day} को एजेंसी के पास लाइसेंस था?",
    },
  },
  {
    offence: "customs-fraud",
    purpose: "regulatory-control",
    basis: "memorandum",
    use: "regulatory-decision",
    link: "company-officer",
    kinds: ["consignment-data"],
    title: {
      en: "Two invoices for one consignment",
      fr: "Deux factures pour un même envoi",
      hi: "एक खेप के लिए दो चालान",
    },
    text: {
      en: "Consignment {box} of {day} has an invoice of {amount} here. What does the one shown to you say?",
      fr: "L’envoi {box} du {day} porte ici une facture de {amount}. Que dit celle qui vous a été présentée ?",
      hi: "{day} की खेप {box} का यहाँ चालान {amount} का है। आपको दिखाए गए चालान में क्या है?",
    },
  },
  {
    offence: "extortion",
    purpose: "protection-of-person",
    basis: "interpol-channel",
    use: "threat-to-life-only",
    link: "unknown",
    kinds: ["ip-address-use", "competent-authority"],
    title: {
      en: "City from which a threat was sent",
      fr: "Ville d’où une menace a été envoyée",
      hi: "वह शहर जहाँ से धमकी भेजी गई",
    },
    text: {
      en: "A message of {day} threatens visitors of a fair. It came from {ip}. Which office can we call?",
      fr: "Un message du {day} menace les visiteurs d’une foire. Il est venu de {ip}. Quel service pouvons-nous appeler ?",
      hi: "{day} का संदेश एक मेले के आगंतुकों को धमकाता है। यह {ip} से आया। हम किस कार्यालय को फ़ोन करें?",
    },
  },
];
