import { ERRORS } from "@setu/core";
import type { FamilyName } from "@setu/server/operations/families.ts";
import type { Fact } from "./configured.ts";
import { isLoop } from "./loops.ts";

/**
 * How a family may leave the house. Watching the machine, its operator sees all of them (decision 0028); whoever gets a
 * bundle sees no matter at all, and how many there are, or how busy officers were, is above his reach too. A family
 * that has no row here is not told.
 */
type How = "value" | "power of two" | "some or none" | "what waits" | "percentiles" | "not told";
const HOW = {
  setu_build: "not told", // stands under the versions
  setu_training: "value",
  setu_database_up: "value",
  setu_database_connections: "value",
  setu_database_size_bytes: "power of two",
  setu_disk_free_ratio: "value",
  setu_disk_free_bytes: "power of two",
  setu_certificate_left_seconds: "value",
  setu_keys_ending: "value",
  setu_keys_age_seconds: "value",
  setu_calendar_left_seconds: "value",
  setu_backup_age_seconds: "value",
  setu_purge_age_seconds: "value",
  setu_scrub_age_seconds: "value",
  setu_link_stopped: "value",
  setu_link_heard_age_seconds: "value",
  setu_link_pulse_age_seconds: "value",
  setu_link_unsent_age_seconds: "value",
  setu_link_unapplied_age_seconds: "value",
  setu_link_file_age_seconds: "value",
  setu_link_entries: "what waits",
  setu_link_clock_skew_seconds: "value",
  setu_witness_age_seconds: "value",
  setu_alarms: "some or none",
  setu_guards_whole: "value",
  setu_loop_late_seconds: "value",
  setu_loop_failing_seconds: "value",
  setu_http_request_duration_seconds: "percentiles",
  setu_http_failures: "some or none",
  setu_event_loop_lag_seconds: "value",
  process_cpu_seconds: "value",
  process_resident_memory_bytes: "value",
  process_start_time_seconds: "value",
} as const satisfies Readonly<Partial<Record<FamilyName, How>>>;

type Sample = {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
};

/** @param text of `/metrics`; a line that is not of this program's families and labels is passed over */
export function figures(text: string, lanes: readonly string[]): readonly Fact[] {
  const samples = text.split("\n").flatMap((line) => sampleOf(line, lanes));
  return (Object.keys(HOW) as (keyof typeof HOW)[]).flatMap((name) => {
    const of = samples.filter(
      (each) => each.name === name || SUFFIXES.some((end) => each.name === name + end),
    );
    return of.length === 0 ? [] : SHOWN[HOW[name]](name, of);
  });
}

const SUFFIXES = ["_total", "_bucket"];
const LINE = /^([a-z_]{1,64})(?:\{([^{}]{0,256})\})? (\+Inf|-?[0-9.e+-]{1,32})$/;
const LABELS =
  "own peer open idle awaited OTHER signed cosigned held applied excepted api command sign-in directory feed file page";
const WORDS = new Set([...LABELS.split(" "), ...Object.keys(ERRORS)]);

/** Labels are words of this program, lanes of the configuration, loops by their shape, and bounds. */
function sampleOf(line: string, lanes: readonly string[]): readonly Sample[] {
  const [, name, inner = "", value = ""] = LINE.exec(line) ?? [];
  if (name === undefined) return [];
  const labels: Record<string, string> = {};
  for (const pair of inner === "" ? [] : inner.split(",")) {
    const [, key = "", word = ""] = /^([a-z]{1,16})="([^"]{0,64})"$/.exec(pair) ?? [];
    const known =
      WORDS.has(word) ||
      lanes.includes(word) ||
      (key === "loop" && isLoop(word, lanes)) ||
      (key === "le" && /^(?:\+Inf|[0-9.]{1,8})$/.test(word));
    if (!known) return [];
    labels[key] = word;
  }
  return [{ name, labels, value: value === "+Inf" ? Infinity : Number(value) }];
}

const named = (name: string, { labels }: Sample): string => [name, ...Object.values(labels)].join(" ");
const rounded = (value: number): string =>
  value === Infinity ? "never" : String(Number(value.toPrecision(3)));

const SHOWN: Readonly<Record<How, (name: FamilyName, samples: readonly Sample[]) => readonly Fact[]>> = {
  "not told": () => [],
  value: (name, samples) => samples.map((each) => [named(name, each), rounded(each.value)]),
  "power of two": (name, samples) =>
    samples.map((each) => [named(name, each), `below ${2 ** Math.ceil(Math.log2(each.value + 1))}`]),
  "some or none": (name, samples) =>
    samples.map((each) => [named(name, each), each.value > 0 ? "some" : "none"]),
  "what waits": (name, samples) => {
    const lanes = new Set(samples.map(({ labels }) => labels["lane"] ?? ""));
    return [...lanes].flatMap((lane): readonly Fact[] => {
      const count = (what: string) =>
        samples.find(({ labels }) => labels["lane"] === lane && labels["what"] === what)?.value ?? 0;
      return [
        [`${name} ${lane} not cosigned`, orderOf(count("signed") - count("cosigned"))],
        [`${name} ${lane} not opened`, orderOf(count("held") - count("applied"))],
        [`${name} ${lane} excepted`, orderOf(count("excepted"))],
      ];
    });
  },
  percentiles: (name, samples) => {
    const classes = new Set(samples.map(({ labels }) => labels["class"] ?? ""));
    return [...classes].map((kind) => {
      const buckets = samples.filter(({ labels }) => labels["class"] === kind && labels["le"] !== undefined);
      const all = buckets.at(-1)?.value ?? 0;
      const within = (share: number) =>
        buckets.find(({ value }) => value >= all * share)?.labels["le"] ?? "unknown";
      return [`${name} ${kind}`, `half within ${within(0.5)}, 99 of 100 within ${within(0.99)}`];
    });
  },
};

/** How much waits, in tens: enough to see that something stands, too little to count matters. */
function orderOf(count: number): string {
  if (count <= 0) return "none";
  const low = 10 ** Math.floor(Math.log10(count));
  return `${low} to ${low * 10}`;
}
