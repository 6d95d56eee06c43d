import type { Ground } from "@setu/link/review.ts";
import type { Kind } from "../difference.ts";
import type { FindingCode, Level, LogReport, Verdict } from "../report.ts";

/** Everything the verifier says, in one language. `{name}` is a place that `fill` fills. */
export type Words = {
  readonly findings: Readonly<Record<FindingCode, string>>;
  readonly kinds: Readonly<Record<Kind, string>>;
  readonly verdicts: Readonly<Record<Verdict, string>>;
  readonly logs: Readonly<Record<LogReport["of"], string>>;
  readonly grounds: Readonly<Record<Ground, string>>;
  readonly report: Readonly<
    Record<
      | "title"
      | "made"
      | "card"
      | "known"
      | "unknown"
      | "log"
      | "remembered"
      | "cosigned"
      | "pinned"
      | "sent"
      | "nobody"
      | "first"
      | "sampleTitle"
      | "asked"
      | "noSample"
      | "sample"
      | "ground"
      | "limits",
      string
    >
  >;
  readonly page: Readonly<
    Record<
      | "title"
      | "about"
      | "export"
      | "exportAddress"
      | "other"
      | "memory"
      | "seed"
      | "number"
      | "fingerprints"
      | "start"
      | "stop"
      | "stopped"
      | "noExport"
      | "failed"
      | "reading"
      | "found"
      | "nothing"
      | "keep"
      | "keepNot"
      | "save"
      | "language"
      | "offline"
      | "online",
      string
    >
  > & { readonly levels: Readonly<Record<Level, string>> };
};

export type Facts = Readonly<Record<string, string | number | null | undefined>>;

/** @throws Error for a place of which nothing is known: a sentence with a hole in it is worse than none */
export const fill = (text: string, facts: Facts): string =>
  text.replace(/\{([a-zA-Z]+)\}/g, (_, name: string) => {
    const value = facts[name];
    if (value === undefined || value === null) throw new Error(`nothing is known for {${name}}`);
    return String(value);
  });
