import type { Lang } from "@setu/requests";
import type { PaperName } from "./papers.ts";

/**
 * What the demo's officers have written to each other before anybody opens it. All of it is invented: no person, group,
 * company or event in it is real; names end in .example, addresses are of the documentation ranges (RFC 5737), telephone
 * numbers of the ranges kept for fiction.
 */
export type Step = {
  /** Hours after the request was asked. */
  readonly after: number;
  readonly by: string;
  readonly do: string;
  readonly args?: Readonly<Record<string, string>>;
  /** Hours from the act to the instant that its argument `until` names. */
  readonly until?: number;
  /** Index of the earlier step of this case that its argument `ref` names. */
  readonly ref?: number;
  readonly text?: string;
  readonly pdf?: { readonly name: string; readonly lines: readonly string[] };
  readonly paper?: PaperName;
};

export type Case = {
  /** Hours before now. */
  readonly age: number;
  readonly by: string;
  readonly lane?: "flash";
  readonly tlp: string;
  readonly lang: Lang;
  readonly title: string;
  readonly text: string;
  readonly args: Readonly<Record<string, string | readonly string[]>>;
  readonly steps: readonly Step[];
  /** Sent with the request itself. */
  readonly paper?: PaperName;
  /** Of both sides alike: those outside it do not see the matter. */
  readonly compartment?: string;
};

/** The one compartment of the demo, as in officers.ts. */
export const AMAL = "amal";

/** Officers, as in officers.ts. */
export const CA_EN = "ca.officer-1";
export const CA_FR = "ca.officer-2";
export const IN_EN = "in.officer-1";
export const IN_HI = "in.officer-2";

/** What most of the cases have in common. */
export const FRAUD = {
  purpose: "investigation",
  offence: "cyber-fraud",
  basis: "police-arrangement",
  use: "investigation",
};
