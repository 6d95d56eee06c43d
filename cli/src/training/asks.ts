import type { Lang } from "@setu/requests";

/** What the partner asks of its own accord. All of it is invented: names end in .example, addresses are of RFC 5737. */
type Ask = {
  readonly lang: Lang;
  readonly title: string;
  readonly text: string;
  readonly args: Readonly<Record<string, string | readonly string[]>>;
};

const COMMON = { purpose: "investigation", basis: "police-arrangement", use: "investigation" };

export const ASKS = [
  {
    lang: "en",
    title: "Training: subscriber behind a phishing kit",
    text: "A phishing kit was found at 192.0.2.44 (training). Please send the details of the subscriber who had that address at the time.",
    args: {
      ...COMMON,
      offence: "cyber-fraud",
      link: "subscriber",
      kinds: ["subscriber-details"],
      language: "en",
      urgency: "routine",
    },
  },
  {
    lang: "hi",
    title: "प्रशिक्षण: यात्रा दस्तावेज़ की जाँच",
    text: "दस्तावेज़ संख्या TRAINING00000 प्रस्तुत की गई (प्रशिक्षण)। कृपया बताएँ कि क्या यह संख्या जारी की गई थी।",
    args: {
      ...COMMON,
      offence: "document-fraud",
      link: "unknown",
      kinds: ["travel-document-check"],
      language: "hi",
      urgency: "routine",
    },
  },
  {
    lang: "en",
    title: "Training: logs that may be overwritten soon",
    text: "The host 203.0.113.24 (training) keeps its logs for a few days. Please say who used it, and whether the logs are preserved.",
    args: {
      ...COMMON,
      offence: "ransomware",
      link: "unknown",
      kinds: ["ip-address-use"],
      language: "en",
      urgency: "priority",
      reason: "data-loss",
    },
  },
] as const satisfies readonly Ask[];
