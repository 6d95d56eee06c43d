import { FAMILIES, type FamilyName } from "./families.ts";

export type Family = {
  readonly type: "gauge" | "counter" | "info" | "histogram";
  /** The last word of its name. */
  readonly unit?: string;
  readonly help: string;
  readonly labels: readonly string[];
};

/** Counts by upper bound, of which the last is for what is above them all. */
export type Buckets = { readonly counts: readonly number[]; readonly sum: number };

export type Sample = {
  readonly of: FamilyName;
  /** As many as the family has, in its order. */
  readonly labels?: readonly string[];
  readonly value: number | Buckets;
};

/** Seconds. */
export const BOUNDS: readonly number[] = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
export const CONTENT_TYPE = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/**
 * OpenMetrics 1.0 text. Families stand in the order of the table, each once, whatever order the samples come in.
 * @throws when a sample has not the labels of its family: that is a fault of ours
 */
export function openMetrics(samples: readonly Sample[]): string {
  const lines: string[] = [];
  for (const [name, family] of Object.entries(FAMILIES) as [FamilyName, Family][]) {
    const own = samples.filter(({ of }) => of === name);
    if (own.length === 0) continue;
    lines.push(`# TYPE ${name} ${family.type}`);
    if (family.unit !== undefined) lines.push(`# UNIT ${name} ${family.unit}`);
    lines.push(`# HELP ${name} ${family.help}`);
    for (const { labels = [], value } of own) {
      if (labels.length !== family.labels.length) throw new Error(`${name} has other labels`);
      const pairs = family.labels.map((label, at) => `${label}="${escaped(labels[at] ?? "")}"`);
      lines.push(
        ...(typeof value === "number" ? [plain(name, family, pairs, value)] : histogram(name, pairs, value)),
      );
    }
  }
  return `${lines.join("\n")}\n# EOF\n`;
}

const SUFFIX = { gauge: "", counter: "_total", info: "_info", histogram: "" } as const;

const plain = (name: string, { type }: Family, pairs: readonly string[], value: number): string =>
  `${name}${SUFFIX[type]}${inBraces(pairs)} ${number(value)}`;

function histogram(name: string, pairs: readonly string[], { counts, sum }: Buckets): readonly string[] {
  let total = 0;
  const buckets = [...BOUNDS, Infinity].map((bound, at) => {
    total += counts[at] ?? 0;
    return `${name}_bucket${inBraces([...pairs, `le="${bounded(bound)}"`])} ${total}`;
  });
  return [
    ...buckets,
    `${name}_count${inBraces(pairs)} ${total}`,
    `${name}_sum${inBraces(pairs)} ${number(sum)}`,
  ];
}

const inBraces = (pairs: readonly string[]): string => (pairs.length === 0 ? "" : `{${pairs.join(",")}}`);

const number = (value: number): string =>
  value === Infinity ? "+Inf" : value === -Infinity ? "-Inf" : String(value);

/** A bound is always written as a float, so that it is the same label in every version. */
const bounded = (bound: number): string => (Number.isInteger(bound) ? bound.toFixed(1) : number(bound));

const escaped = (text: string): string =>
  text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
