import type { Lang } from "../api.ts";

/**
 * A text of the desk with places to fill: `{{period}}`. What is written in double braces is a place, wherever it stands,
 * and a text with a place left open does not leave: half a template sent to another government is worse than none.
 */
export const FIELDS = {
  reference: { en: "reference", fr: "référence", hi: "संदर्भ" },
  period: { en: "period", fr: "période", hi: "अवधि" },
  date: { en: "date", fr: "date", hi: "तारीख" },
  office: { en: "office", fr: "service", hi: "कार्यालय" },
  record: { en: "record", fr: "document", hi: "अभिलेख" },
  address: { en: "address", fr: "adresse", hi: "पता" },
  question: { en: "question", fr: "question", hi: "प्रश्न" },
  provision: { en: "provision", fr: "disposition", hi: "प्रावधान" },
} as const satisfies Readonly<Record<string, Readonly<Record<Lang, string>>>>;

export type Field = keyof typeof FIELDS;

const PLACE = /\{\{\s*([^{}]{0,80}?)\s*\}\}/gu;
/** Where a place begins. Closing braces alone are no place: technical data that is pasted is full of them. */
const OPENING = "{{";

/** The places of a text, each once, in their order. */
export const placesOf = (text: string): readonly string[] => [
  ...new Set([...text.matchAll(PLACE)].map((match) => match[1] ?? "")),
];

/** Fills what is known; what is empty or unknown stays a place. */
export const fillPlaces = (text: string, values: Readonly<Record<string, string>>): string =>
  text.replaceAll(PLACE, (place, name: string) => {
    const value = Object.hasOwn(values, name) ? (values[name] ?? "").trim() : "";
    return value === "" ? place : value;
  });

/** Whether something is left to fill: such a text is refused on the screen and by the server. */
export const hasOpenPlace = (text: string): boolean => text.includes(OPENING);
