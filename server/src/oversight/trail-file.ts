import type { Lang } from "@setu/requests";
import { trailWords, VERB_WORDS } from "@setu/requests/trail-words.ts";
import type { TrailRow } from "@setu/requests/trail.ts";
import { harmless, type Sheet } from "../requests/export-cells.ts";

/** The trail as a file: what a person reads, and what is needed to find the entry in an export and check it there. */
const WORDS: Readonly<Record<Lang, Readonly<Record<Column | "note", string>>>> = {
  en: {
    index: "Log index",
    at: "Time (UTC)",
    by: "Officer",
    name: "Name",
    verb: "Verb",
    what: "What",
    ref: "Reference",
    text: "Text",
    pulse: "Bound by pulse",
    pulsePos: "Position of the pulse",
    receipted: "Held by the other side since (UTC)",
    note: "For oversight alone. Log indexes are those of the home log of this node.",
  },
  fr: {
    index: "Indice du journal",
    at: "Heure (UTC)",
    by: "Agent",
    name: "Nom",
    verb: "Verbe",
    what: "Quoi",
    ref: "Référence",
    text: "Texte",
    pulse: "Lié par l’impulsion",
    pulsePos: "Position de l’impulsion",
    receipted: "Détenu par l’autre côté depuis (UTC)",
    note: "Pour le contrôle seul. Les indices sont ceux du journal intérieur de ce nœud.",
  },
  hi: {
    index: "लॉग क्रमांक",
    at: "समय (UTC)",
    by: "अधिकारी",
    name: "नाम",
    verb: "क्रिया",
    what: "क्या",
    ref: "संदर्भ",
    text: "पाठ",
    pulse: "किस स्पंद से बँधा",
    pulsePos: "स्पंद का स्थान",
    receipted: "दूसरे पक्ष के पास कब से (UTC)",
    note: "केवल निगरानी के लिए। क्रमांक इस नोड के अपने लॉग के हैं।",
  },
};
const COLUMNS = [
  ...(["index", "at", "by", "name", "verb", "what", "ref", "text"] as const),
  ...(["pulse", "pulsePos", "receipted"] as const),
];
type Column = (typeof COLUMNS)[number];

/** @param cut how many lines were left out after these; null: none */
export function trailSheet(
  rows: readonly TrailRow[],
  {
    lang,
    names,
    cut,
  }: { readonly lang: Lang; readonly names: ReadonlyMap<string, string>; readonly cut: boolean },
): Sheet {
  const words = WORDS[lang];
  const cells = (row: TrailRow): Readonly<Record<Column, string>> => ({
    index: String(row.pos),
    at: utc(row.at),
    by: row.by,
    name: row.name ?? "",
    verb: VERB_WORDS[row.verb][lang],
    what: trailWords(row.do, row.args, { lang, names }),
    ref: row.ref ?? "",
    text: row.text ?? "",
    pulse: row.pin === null || !row.pin.holds ? "" : String(row.pin.no),
    pulsePos: row.pin === null || !row.pin.holds ? "" : `${row.pin.lane}/${row.pin.pos}`,
    receipted: row.pin?.receipted ? utc(row.pin.receipted) : "",
  });
  return {
    notes: [words.note, ...(cut ? [CUT[lang](rows.length)] : [])],
    head: COLUMNS.map((column) => words[column]),
    rows: rows.map((row) => {
      const line = cells(row);
      return COLUMNS.map((column) => harmless(line[column]));
    }),
  };
}

const CUT: Readonly<Record<Lang, (rows: number) => string>> = {
  en: (rows) => `Cut after ${rows} lines: the trail goes on.`,
  fr: (rows) => `Coupé après ${rows} lignes : la trace continue.`,
  hi: (rows) => `${rows} पंक्तियों के बाद काटा गया: आगे और है।`,
};

const utc = (at: number): string => new Date(at).toISOString();
