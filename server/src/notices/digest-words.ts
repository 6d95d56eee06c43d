import type { Lang } from "@setu/requests";

/** What the mail at the beginning of a shift says besides the lines that each notice has everywhere (`words.ts`). */
type Words = {
  readonly subject: string;
  readonly head: string;
  readonly more: string;
};

export const DIGEST_WORDS: Readonly<Record<Lang, Words>> = {
  en: {
    subject: "Setu: before your shift",
    head: "What concerns you and was not sent at once:",
    more: "There is more in the list of notices.",
  },
  fr: {
    subject: "Setu : avant votre service",
    head: "Ce qui vous concerne et n’a pas été envoyé sur-le-champ :",
    more: "La liste des avis en contient d’autres.",
  },
  hi: {
    subject: "सेतु: आपकी पाली से पहले",
    head: "जो आपसे संबंधित है और तुरंत नहीं भेजा गया:",
    more: "सूचनाओं की सूची में और भी हैं।",
  },
};
