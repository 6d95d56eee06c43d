import { LISTS, type ListName } from "@setu/core/codes/index.ts";
import type { Lang } from "./api.ts";
import {
  CODE_WORDS,
  FIGURE_WORDS,
  GROUP_WORDS,
  GROUPS,
  HIDDEN_WORDS,
  INDIVIDUAL_WORDS,
  OWN_WORDS,
  RULE_WORDS,
  SHARED_WORDS,
  type Figure,
} from "./statistics-words.ts";
import type { Cell, Cells, IndividualFigures, OwnFigures, Statistics } from "./statistics.ts";

/** The yearly figures line by line, as every form of the report has them. */
export type Line = {
  readonly label: string;
  /** By party that asked, or of this node; null: not told. */
  readonly values: Readonly<Record<string, Cell>>;
};
export type Table = { readonly title: string; readonly lines: readonly Line[] };

const LIST_OF: { readonly [group in (typeof GROUPS)[number]]?: ListName } = {
  byGround: "refusal",
  byKind: "information",
};

export function tablesOf({ shared, own, individuals }: Statistics, lang: Lang): readonly Table[] {
  const parties = Object.keys(shared);
  const figures = Object.keys(FIGURE_WORDS) as Figure[];
  const totals = figures.map((figure) => ({
    label: FIGURE_WORDS[figure][lang],
    values: Object.fromEntries(parties.map((party) => [party, shared[party]?.[figure] ?? 0])),
  }));
  const groups = GROUPS.map((group): Table => {
    const codes = [
      ...new Set(parties.flatMap((party) => Object.keys(shared[party]?.[group] ?? {}))),
    ].toSorted();
    return {
      title: GROUP_WORDS[group][lang],
      lines: codes.map((code) => ({
        label: labelOf(LIST_OF[group], code, lang),
        values: Object.fromEntries(
          parties.map((party) => {
            const cells = shared[party]?.[group] ?? {};
            return [party, Object.hasOwn(cells, code) ? (cells[code] ?? null) : 0];
          }),
        ),
      })),
    };
  });
  const ours = (Object.keys(OWN_WORDS) as (keyof OwnFigures)[]).map((figure) => ({
    label: OWN_WORDS[figure][lang],
    values: { own: own[figure] },
  }));
  return [
    { title: SHARED_WORDS[lang], lines: totals },
    ...groups.filter(({ lines }) => lines.length > 0),
    { title: OWN_TITLE[lang], lines: ours },
    ...individualTables(individuals, lang),
  ];
}

/** What individuals asked this node about themselves: totals, and each breakdown that has anything. */
function individualTables(figures: IndividualFigures, lang: Lang): readonly Table[] {
  const cells = (title: string, list: ListName, counted: Cells): Table => ({
    title,
    lines: Object.entries(counted).map(([code, own]) => ({
      label: code === NOT_ADMITTED ? INDIVIDUAL_WORDS.notAdmitted[lang] : labelOf(list, code, lang),
      values: { own },
    })),
  });
  const totals = (["registered", "decided", "late", "open"] as const).map((figure) => ({
    label: INDIVIDUAL_WORDS[figure][lang],
    values: { own: figures[figure] },
  }));
  return [
    { title: INDIVIDUAL_WORDS.title[lang], lines: totals },
    cells(INDIVIDUAL_WORDS.byAsked[lang], "individual-kind", figures.byAsked),
    cells(INDIVIDUAL_WORDS.byOutcome[lang], "individual-outcome", figures.byOutcome),
  ].filter(({ lines }) => lines.length > 0);
}

/** No code of the list of outcomes: nothing was decided of it. */
const NOT_ADMITTED = "not-admitted";

const OWN_TITLE: Readonly<Record<Lang, string>> = {
  en: "Of this node alone: counts only, for the report before 1 March",
  fr: "De ce nœud seul : des nombres seulement, pour le rapport d’avant le 1er mars",
  hi: "केवल इस नोड के: मात्र गिनतियाँ, 1 मार्च से पहले की रिपोर्ट के लिए",
};

function labelOf(list: ListName | undefined, code: string, lang: Lang): string {
  if (list === undefined) return CODE_WORDS[code]?.[lang] ?? code;
  return LISTS[list].get(code)?.label[lang] ?? code;
}

export const cellText = (cell: Cell, lang: Lang): string =>
  cell === null ? HIDDEN_WORDS[lang] : String(cell);

/** RFC 4180. Every cell is a word of ours or a number. */
export function statisticsCsv(statistics: Statistics, lang: Lang): string {
  const quoted = (cell: string): string => `"${cell.replaceAll('"', '""')}"`;
  const lines = tablesOf(statistics, lang).flatMap(({ title, lines: rows }) =>
    rows.flatMap(({ label, values }) =>
      Object.entries(values).map(([of, cell]) => [title, label, of, cellText(cell, lang)]),
    ),
  );
  const all = [[String(statistics.year), RULE_WORDS[lang], "", ""], ...lines];
  return `\uFEFF${all.map((line) => line.map(quoted).join(",")).join("\r\n")}\r\n`;
}

/** One page without a script: tables, each number also as a bar. */
export function statisticsHtml(statistics: Statistics, lang: Lang): string {
  const tables = tablesOf(statistics, lang).map(({ title, lines }) => {
    const of = Object.keys(lines[0]?.values ?? {});
    const most = Math.max(
      1,
      ...lines.flatMap(({ values }) => Object.values(values).map((cell) => cell ?? 0)),
    );
    const head = of.map((each) => `<th scope="col">${escaped(each)}</th>`).join("");
    const rows = lines
      .map(({ label, values }) => {
        const cells = of.map(
          (each) =>
            `<td>${bar(values[each] ?? null, most)} ${escaped(cellText(values[each] ?? null, lang))}</td>`,
        );
        return `<tr><th scope="row">${escaped(label)}</th>${cells.join("")}</tr>`;
      })
      .join("\n");
    return `<table><caption>${escaped(title)}</caption><thead><tr><td></td>${head}</tr></thead><tbody>\n${rows}\n</tbody></table>`;
  });
  return `<!doctype html>
<html lang="${lang}"><head><meta charset="utf-8"><title>Setu ${statistics.year}</title><style>${STYLE}</style></head>
<body><h1>${statistics.year}</h1>
${tables.join("\n")}
<p>${escaped(RULE_WORDS[lang])}</p></body></html>
`;
}

const STYLE =
  "body{font:1rem sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}table{border-collapse:collapse;width:100%;margin-block:1.5rem}" +
  "caption{text-align:start;font-weight:600}th,td{text-align:start;padding:.3rem .6rem;border-top:1px solid}tbody th{font-weight:400}svg{width:8rem;height:.7rem}";

const bar = (cell: Cell, most: number): string =>
  `<svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true"><rect width="${Math.round(((cell ?? 0) / most) * 100)}" height="10"/></svg>`;

const escaped = (text: string): string => text.replaceAll(/[&<>"']/gu, (sign) => `&#${sign.codePointAt(0)};`);
