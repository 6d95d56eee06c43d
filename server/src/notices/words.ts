import { GRANTED, type Lang, type NoticeKind } from "@setu/requests";

/** What leaves the screens as mail or calendar, in the officer's language: what kind of thing, never what it says. */
type Words = {
  readonly [kind in NoticeKind]: string;
} & {
  readonly passed: { readonly p50: string; readonly p75: string; readonly p100: string };
  readonly nobody: string;
  /** Of access that she had asked for. */
  readonly granted: string;
  readonly due: string;
  readonly noDue: string;
  readonly foot: string;
};

export const WORDS: Readonly<Record<Lang, Words>> = {
  en: {
    assigned: "assigned to you",
    mentioned: "you are mentioned in a note",
    reply: "the other side has written",
    deadline: "your deadline",
    unclaimed: "nobody has it",
    "follow-up": "follow-up date reached",
    outcome: "the outcome of an answer is due",
    failed: "something you sent did not go",
    access: "a colleague asks for access",
    brake: "much is read at once",
    finding: "a finding of oversight",
    release: "a release waits for you, or was decided",
    individual: "an individual’s request waits for you",
    officers: "something about officers waits for you",
    suspension: "the exchange was suspended in something, or goes on",
    permission: "leave to use what came is asked, answered, revoked, or ends soon",
    passed: {
      p50: "50 % of the time has passed",
      p75: "75 % of the time has passed",
      p100: "the time is over",
    },
    nobody: "nobody has it",
    granted: "you may read it now, as you had asked",
    due: "Due",
    noDue: "No clock runs.",
    foot: "Sign in to Setu to read it. This message has no content on purpose. Do not reply to it.",
  },
  fr: {
    assigned: "vous est attribuée",
    mentioned: "on vous mentionne dans une note",
    reply: "l’autre partie a écrit",
    deadline: "votre échéance",
    unclaimed: "personne n’en est chargé",
    "follow-up": "date de suivi atteinte",
    outcome: "la suite donnée à une réponse est due",
    failed: "un envoi de votre part n’est pas parti",
    access: "un collègue demande l’accès",
    brake: "beaucoup de consultations à la fois",
    finding: "un constat du contrôle",
    release: "une communication attend votre approbation, ou a été décidée",
    individual: "la demande d’un particulier vous attend",
    officers: "quelque chose concernant des agents vous attend",
    suspension: "l’échange est suspendu sur un point, ou reprend",
    permission:
      "une autorisation d’utiliser ce qui a été transmis est demandée, décidée, révoquée ou expire bientôt",
    passed: {
      p50: "50 % du délai est écoulé",
      p75: "75 % du délai est écoulé",
      p100: "le délai est dépassé",
    },
    nobody: "personne n’en est chargé",
    granted: "vous pouvez la lire, comme vous l’aviez demandé",
    due: "Échéance",
    noDue: "Aucun délai ne court.",
    foot: "Ouvrez une session dans Setu pour lire. Ce message est volontairement sans contenu. N’y répondez pas.",
  },
  hi: {
    assigned: "आपको सौंपा गया",
    mentioned: "एक टिप्पणी में आपका उल्लेख है",
    reply: "दूसरे पक्ष ने लिखा है",
    deadline: "आपकी समय-सीमा",
    unclaimed: "यह किसी के पास नहीं है",
    "follow-up": "अनुवर्ती तिथि आ गई",
    outcome: "एक उत्तर का परिणाम बताने की तिथि आ गई",
    failed: "आपका भेजा हुआ कुछ नहीं गया",
    access: "एक सहकर्मी पहुँच माँगता है",
    brake: "एक साथ बहुत कुछ पढ़ा जा रहा है",
    finding: "निगरानी का एक निष्कर्ष",
    release: "कोई निर्गम आपकी प्रतीक्षा में है, या उस पर निर्णय हुआ है",
    individual: "किसी व्यक्ति का अनुरोध आपकी प्रतीक्षा में है",
    officers: "अधिकारियों के बारे में कुछ आपकी प्रतीक्षा में है",
    suspension: "किसी विषय में आदान-प्रदान निलंबित हुआ, या फिर शुरू हुआ",
    permission: "भेजी गई जानकारी के उपयोग की अनुमति माँगी गई, तय हुई, वापस ली गई या जल्द समाप्त होती है",
    passed: {
      p50: "50 % समय बीत गया",
      p75: "75 % समय बीत गया",
      p100: "समय समाप्त हो गया",
    },
    nobody: "यह किसी के पास नहीं है",
    granted: "अब आप इसे पढ़ सकते हैं, जैसा आपने माँगा था",
    due: "नियत समय",
    noDue: "कोई समय-सीमा नहीं चल रही।",
    foot: "पढ़ने के लिए सेतु में साइन इन करें। इस संदेश में जानबूझकर कोई सामग्री नहीं है। इसका उत्तर न दें।",
  },
};

/** Why a notice was given, as one phrase. */
export function phraseOf(kind: NoticeKind, reason: string, lang: Lang): string {
  const words = WORDS[lang];
  if (kind === "access" && reason === GRANTED) return words.granted;
  const passed = Object.hasOwn(words.passed, reason) ? words.passed[reason as "p50"] : null;
  if (passed === null) return words[kind];
  return kind === "unclaimed" ? `${words.nobody}, ${passed}` : passed;
}

const LOCALES: Readonly<Record<Lang, string>> = { en: "en-CA", fr: "fr-CA", hi: "hi-IN-u-nu-latn" };

/** `Mon, 23 Nov 2026, 06:58 ET (2026-11-23T10:58:00Z)`: the month a word, the zone named, the instant beyond doubt. */
export function instantOf(
  at: number,
  zone: { readonly id: string; readonly label: string },
  lang: Lang,
): string {
  const shown = new Intl.DateTimeFormat(LOCALES[lang], {
    timeZone: zone.id,
    weekday: "short",
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).format(at);
  return `${shown} ${zone.label} (${new Date(at).toISOString().replace(".000Z", "Z")})`;
}
