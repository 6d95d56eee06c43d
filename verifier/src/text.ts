import type { Ground } from "@setu/link/review.ts";
import { FINDINGS, type Finding, type FindingCode, type LogReport, type Report } from "./report.ts";
import { en } from "./words/en.ts";
import { fr } from "./words/fr.ts";
import { hi } from "./words/hi.ts";
import { fill, type Words } from "./words/words.ts";

/** The report in sentences, as the page shows them and the command prints them. */
export const LANGUAGES: Readonly<Record<"en" | "fr" | "hi", Words>> = { en, fr, hi };
export type Language = keyof typeof LANGUAGES;

export type Said = {
  readonly title: string;
  readonly verdict: string;
  readonly intro: readonly string[];
  readonly logs: readonly { readonly title: string; readonly lines: readonly string[] }[];
  readonly sample: readonly string[];
  readonly findings: readonly { readonly level: string; readonly about: string; readonly text: string }[];
  readonly limits: string;
};

export function say(report: Report, language: Language): Said {
  const words = LANGUAGES[language];
  const { report: said } = words;
  const cards = report.cards.map(({ party, fingerprint, known }) =>
    fill(said.card, { party, fingerprint, known: known ? said.known : said.unknown }),
  );
  return {
    title: fill(said.title, named(report)),
    verdict: words.verdicts[report.verdict],
    intro: [fill(said.made, { ...named(report), at: instant(report.made) }), ...cards],
    logs: report.logs.map((log) => ({
      title: titleOf(log, words),
      lines: linesOf(log, report, words),
    })),
    sample: report.sample ? [fill(said.asked, report.sample)] : [said.noSample],
    findings: report.findings.map((finding) => ({
      level: words.page.levels[FINDINGS[finding.code]],
      about: finding.log ?? "",
      text: sentence(finding, words),
    })),
    limits: said.limits,
  };
}

const named = ({ party, peer, manifest }: Report) => ({ party, peer, manifest });

/** UTC, always: the reviewer's machine may stand in either capital, or in neither. */
const instant = (at: number): string => new Date(at).toISOString().replace(/\.\d+Z$/, "Z");

const titleOf = ({ origin, of, size, root }: LogReport, { report, logs }: Words): string =>
  fill(report.log, { origin, of: logs[of], size, root });

function linesOf(log: LogReport, report: Report, { report: said, grounds }: Words): string[] {
  const { attested, sample, of, remembered } = log;
  const first = firstBad(report, log.origin);
  const heard = attested
    ? fill(of === "home" ? said.pinned : said.cosigned, { count: attested.size, at: instant(attested.t) })
    : of === "peer" && log.signed
      ? said.sent
      : said.nobody;
  return [
    ...(first === null ? [] : [fill(said.first, { first })]),
    ...(remembered > 0 ? [fill(said.remembered, { count: remembered })] : []),
    heard,
    ...(sample ? countsOf(sample, said, grounds) : []),
  ];
}

function countsOf(
  { grounds, ...counts }: NonNullable<LogReport["sample"]>,
  said: Words["report"],
  named: Words["grounds"],
): string[] {
  const kept = Object.entries(grounds).map(([ground, count]) =>
    fill(said.ground, { ground: named[ground as Ground], count }),
  );
  return [fill(said.sample, counts), ...kept];
}

/** Findings that name the bad entry itself. What an opening or a pulse shows may be the effect of one before it. */
const EXACT: ReadonlySet<FindingCode> = new Set<FindingCode>([
  "differs-from-memory",
  "differs-from-peer",
  "differs-from-tree",
  "leaf-malformed",
  "time-backwards",
]);

/**
 * The first bad entry of a log: the position that memory, the other node's copy or the tree name exactly, else the
 * stretch within which the other side's signatures put it. Null when neither is known.
 */
export function firstBad({ findings }: Report, log: string): string | null {
  const bad = findings.filter((each) => each.log === log && FINDINGS[each.code] === "broken");
  const exact = bad.flatMap(({ code, first }) => (EXACT.has(code) ? (first ?? []) : []));
  if (exact.length > 0) return String(Math.min(...exact));
  const stretches = bad.filter(({ until }) => until !== undefined);
  if (stretches.length === 0) return null;
  const first = Math.max(...stretches.map((each) => each.first ?? 0));
  const last = Math.min(...stretches.map((each) => (each.until ?? Infinity) - 1));
  return first < last ? `${first}–${last}` : String(first);
}

export function sentence(finding: Finding, { findings, kinds }: Words): string {
  const facts = { ...finding, other: finding.other, count: finding.count ?? 1 };
  const kind = finding.kind && fill(kinds[finding.kind], facts);
  return fill(findings[finding.code], { ...facts, kind });
}

/** As plain text: what the command prints and the reviewer saves. */
export function plain(report: Report, language: Language): string {
  const said = say(report, language);
  const { sampleTitle } = LANGUAGES[language].report;
  return [
    said.title,
    "",
    said.verdict,
    "",
    ...said.findings.map(({ level, about, text }) => `${level}${about && ` (${about})`}: ${text}`),
    "",
    ...said.intro,
    "",
    ...said.logs.flatMap(({ title, lines }) => [title, ...lines.map((line) => `  ${line}`)]),
    "",
    `${sampleTitle}: ${said.sample.join(" ")}`,
    "",
    said.limits,
    "",
  ].join("\n");
}
