import type { Lang } from "@setu/requests";

/** An act with which the other side of the demo answers, so many seconds after what it answers. */
export type Reply = {
  readonly do: string;
  readonly after: number;
  readonly args?: Readonly<Record<string, string>>;
  /** So many hours from then, where the act bears an instant. */
  readonly until?: number;
  /** Absent: it says nothing in words. */
  readonly says?: Readonly<Record<Lang, string>>;
};

export type Replies = Readonly<Record<string, readonly Reply[]>>;

const THANKS: Reply["says"] = {
  en: "Received, thank you. We come back to it.",
  fr: "Bien reçu, merci. Nous y revenons.",
  hi: "प्राप्त हुआ, धन्यवाद। हम इस पर लौटेंगे।",
};

/** By the newest act of the person who plays the one side: what the other side does then, one after the other. */
export const REPLIES: Replies = {
  ask: [
    { do: "acknowledge", after: 4 },
    {
      do: "answer",
      after: 60,
      says: {
        en: "The holder is Example Parcels (demo). Nothing else is on record.",
        fr: "Le titulaire est Example Parcels (démo). Rien d’autre n’est enregistré.",
        hi: "धारक Example Parcels (डेमो) है। अभिलेख में और कुछ नहीं है।",
      },
    },
  ],
  clarify: [
    {
      do: "reply",
      after: 4,
      says: {
        en: "The day in UTC, from 04:10 to 06:55. The source port is 40123.",
        fr: "Le jour UTC, de 4 h 10 à 6 h 55. Le port source est 40123.",
        hi: "UTC का दिन, 04:10 से 06:55 तक। स्रोत पोर्ट 40123 है।",
      },
    },
  ],
  reply: [
    {
      do: "answer",
      after: 20,
      says: {
        en: "With that we found it: box-417@post.example. Thank you.",
        fr: "Cela nous a permis de le trouver : box-417@post.example. Merci.",
        hi: "इससे मिल गया: box-417@post.example। धन्यवाद।",
      },
    },
  ],
  message: [{ do: "message", after: 6, says: THANKS }],
  extend: [{ do: "message", after: 6, says: THANKS }],
  part: [{ do: "message", after: 6, says: THANKS }],
  answer: [{ do: "close", after: 20, args: { outcome: "useful" }, says: THANKS }],
  refuse: [{ do: "close", after: 20, args: { outcome: "not-useful" }, says: THANKS }],
};
