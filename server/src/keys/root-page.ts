import { rootFingerprint, type Root } from "./root.ts";
import { readAloud } from "./card.ts";

/** What a holder takes home on paper: whose key, how it is known again, what to do. The secret only if the holder asks. */
export const LANGUAGES = ["en", "fr", "hi"] as const;
type Language = (typeof LANGUAGES)[number];

type Words = {
  readonly title: string;
  readonly holder: string;
  readonly place: (no: number, all: number, needed: number) => string;
  readonly root: string;
  readonly key: string;
  readonly rules: readonly string[];
  readonly secret: string;
  readonly signature: string;
};

const WORDS: Readonly<Record<Language, Words>> = {
  en: {
    title: "Key of a government root",
    holder: "Holder",
    place: (no, all, needed) => `Key ${no} of ${all}; ${needed} of them sign together.`,
    root: "The root, to be read aloud to the other side once",
    key: "Check of this key: the first three groups",
    rules: [
      "Keep the medium in a closed place of your own, not beside that of another holder, and never in a machine with a network.",
      "Before you sign: compare the fingerprint of the card on the screen with what the operator of the node reads to you.",
      "Medium lost or out of your hands: say so the same day. The others change the root (setu root change); a single key signs nothing.",
      "Nobody may ask you to send the key, to read it aloud or to copy it.",
    ],
    secret: "Secret, at your own request. Whoever reads this line has the key",
    signature: "Date, signature",
  },
  fr: {
    title: "Clé d’une racine gouvernementale",
    holder: "Détenteur",
    place: (no, all, needed) => `Clé ${no} sur ${all} ; ${needed} d’entre elles signent ensemble.`,
    root: "La racine, à lire une fois à voix haute à l’autre partie",
    key: "Contrôle de cette clé : les trois premiers groupes",
    rules: [
      "Conservez le support dans un lieu fermé qui vous est propre, jamais près de celui d’un autre détenteur, jamais dans une machine reliée à un réseau.",
      "Avant de signer : comparez l’empreinte de la fiche à l’écran avec celle que l’opérateur du nœud vous lit.",
      "Support perdu ou sorti de vos mains : dites-le le jour même. Les autres changent la racine (setu root change) ; une clé seule ne signe rien.",
      "Personne ne peut vous demander d’envoyer la clé, de la lire à voix haute ou de la copier.",
    ],
    secret: "Secret, à votre demande. Quiconque lit cette ligne possède la clé",
    signature: "Date, signature",
  },
  hi: {
    title: "सरकारी मूल कुंजी",
    holder: "धारक",
    place: (no, all, needed) => `${all} में से कुंजी ${no}; इनमें से ${needed} मिलकर हस्ताक्षर करती हैं।`,
    root: "मूल कुंजी की पहचान, दूसरे पक्ष को एक बार बोलकर सुनाने के लिए",
    key: "इस कुंजी की जाँच: पहले तीन समूह",
    rules: [
      "इस माध्यम को अपने अलग बंद स्थान में रखें, किसी दूसरे धारक के माध्यम के पास नहीं, और नेटवर्क वाली मशीन में कभी नहीं।",
      "हस्ताक्षर से पहले: स्क्रीन पर दिखे कार्ड की अंगुलि-छाप को नोड के संचालक द्वारा पढ़ी गई अंगुलि-छाप से मिलाएँ।",
      "माध्यम खो जाए या आपके हाथ से निकल जाए तो उसी दिन बताएँ। बाकी धारक मूल कुंजी बदलते हैं (setu root change); अकेली कुंजी से कोई हस्ताक्षर नहीं होता।",
      "कोई आपसे कुंजी भेजने, बोलकर सुनाने या उसकी नकल करने को नहीं कह सकता।",
    ],
    secret: "गुप्त कुंजी, आपके अनुरोध पर। यह पंक्ति पढ़ने वाला हर व्यक्ति कुंजी पा लेता है",
    signature: "दिनांक, हस्ताक्षर",
  },
};

const escape = (text: string): string => text.replaceAll(/[&<>"']/g, (sign) => `&#${sign.codePointAt(0)};`);

/** Three groups by which a holder knows the key again. */
export function keyCheck(root: Root, holder: number): string {
  const key = root.holders[holder]?.ed25519 ?? new Uint8Array();
  return readAloud(Buffer.from(key).toString("base64")).split(" ").slice(0, 3).join(" ");
}

/** The machine of a ceremony has no network, and often no letters for Hindi. */
const faceOf = (font: Uint8Array | null): string =>
  font === null
    ? ""
    : `@font-face{font-family:page;src:url(data:font/woff2;base64,${Buffer.from(font).toString("base64")})}`;

/**
 * One page of HTML that needs nothing else.
 * @param secret as `onPaper` writes it; null: it is not printed
 * @param font WOFF2 with the letters of the language; null: those of the machine
 */
export function holderPage(
  root: Root,
  holder: number,
  lang: Language,
  secret: string | null,
  font: Uint8Array | null = null,
): string {
  const words = WORDS[lang];
  const { threshold, holders, party } = root;
  const groups = rootFingerprint(root).replaceAll(/((?:\d{5} ){3}\d{5}) /g, "$1<br>");
  return `<!doctype html>
<html lang="${lang}"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${words.title} – ${escape(party)}</title>
<style>${faceOf(font)}body{font:12pt/1.5 sans-serif,page;max-width:40em;margin:2em auto;padding:0 1em}pre,.groups{font:14pt/1.6 monospace}.line{border-top:1px solid;margin-top:5em}</style>
<h1>${words.title} – ${escape(party)}</h1>
<p>${words.holder}<br><strong>${escape(holders[holder]?.name ?? "")}</strong></p>
<p>${words.place(holder + 1, holders.length, threshold)}</p>
<h2>${words.root}</h2><p class="groups">${groups}</p>
<h2>${words.key}</h2><p class="groups">${keyCheck(root, holder)}</p>
<ol>${words.rules.map((rule) => `<li>${rule}</li>`).join("")}</ol>
${secret === null ? "" : `<h2>${words.secret}</h2><p class="groups">${secret}</p>`}
<p class="line">${words.signature}</p>
</html>
`;
}
