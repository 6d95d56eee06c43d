import { everyTopic } from "@setu/server/admin/topics.ts";
import { TOPICS } from "@setu/requests/topics.ts";
import { AMAL } from "./cases.ts";

/** Two years of demonstrations; a demo that is older is laid down anew. */
const TERM = { from: "2026-01-01T00:00:00Z", until: "2036-01-01T00:00:00Z", suspended: false } as const;
const DESK = ["read", "draft", "send", "assign", "export", "redress"] as const;

/** What they may do differs, so that it can be seen: one leads the desk, one stands outside its compartment. */
const LEADING = [...DESK, "approve", "seal", "supervise"] as const;
const LEADS = {
  clearance: 2,
  compartments: [AMAL],
  powers: LEADING,
  topics: everyTopic(LEADING, 2),
  ...TERM,
} as const;
/** All topics but one, of which the composer then says why it is not offered. */
const WORKS = {
  clearance: 2,
  compartments: [],
  powers: DESK,
  topics: everyTopic(
    DESK,
    2,
    TOPICS.filter((topic) => topic !== "terrorism"),
  ),
  ...TERM,
} as const;
/** Keeps accounts, keys and the machine, and reads no matter: two of them, for what one alone may not do. */
const KEEPS = { clearance: 0, compartments: [], powers: ["administer"], topics: {}, ...TERM } as const;
/** Sees everything and changes nothing. */
const REVIEWS = { clearance: 0, compartments: [], powers: ["oversee"], topics: {}, ...TERM } as const;

/** Synthetic officers: nobody of this name works anywhere, and the names say so. */
export const OFFICERS = {
  ca: [
    { id: "ca.officer-1", name: "Officer A. Tremblay (demo)", agency: "ca.ncb-ottawa", lang: "en", ...LEADS },
    { id: "ca.officer-2", name: "Agente C. Roy (démo)", agency: "ca.ncb-ottawa", lang: "fr", ...WORKS },
    { id: "ca.admin-1", name: "Admin L. Bouchard (demo)", agency: "ca.ncb-ottawa", lang: "en", ...KEEPS },
    { id: "ca.admin-2", name: "Admin P. Gagnon (démo)", agency: "ca.ncb-ottawa", lang: "fr", ...KEEPS },
    { id: "ca.reviewer-1", name: "Reviewer M. Okafor (demo)", agency: "ca.review", lang: "en", ...REVIEWS },
  ],
  in: [
    { id: "in.officer-1", name: "Officer R. Iyer (demo)", agency: "in.ncb-new-delhi", lang: "en", ...LEADS },
    { id: "in.officer-2", name: "अधिकारी आ. शर्मा (डेमो)", agency: "in.ncb-new-delhi", lang: "hi", ...WORKS },
    { id: "in.admin-1", name: "Admin K. Rao (demo)", agency: "in.ncb-new-delhi", lang: "en", ...KEEPS },
    { id: "in.admin-2", name: "प्रशासक नि. वर्मा (डेमो)", agency: "in.ncb-new-delhi", lang: "hi", ...KEEPS },
    { id: "in.reviewer-1", name: "Reviewer S. Menon (demo)", agency: "in.review", lang: "en", ...REVIEWS },
  ],
} as const;

/** What the names say in a training, in place of what they say in the demo. */
const TRAINS = { "(demo)": "(training)", "(démo)": "(formation)", "(डेमो)": "(प्रशिक्षण)" };

type Demonstrator = Omit<(typeof OFFICERS)[keyof typeof OFFICERS][number], "name"> & {
  readonly name: string;
};

export const officersOf = (party: keyof typeof OFFICERS, trains: boolean): readonly Demonstrator[] =>
  OFFICERS[party].map((officer) =>
    trains
      ? {
          ...officer,
          name: officer.name.replace(/\([^()]*\)$/, (word) => TRAINS[word as keyof typeof TRAINS]),
        }
      : officer,
  );
