import type { Marking } from "@setu/core";
import type { ActLeave, TimelineAct } from "./api.ts";

/** A package for mutual legal assistance (spec/mla.md) as its node shows it on paper, from the bytes of the file. */
export type PackageView = {
  /** Of the file, as the home log names it. `hex`: the same digest, as other programs print it. */
  readonly file: {
    readonly name: string;
    readonly bytes: number;
    readonly digest: string;
    readonly hex: string;
  };
  readonly lang: "en" | "fr" | "hi";
  /** In the order of the form. */
  readonly form: readonly { readonly field: string; readonly source: string; readonly text: string | null }[];
  readonly before: { readonly proceeding: string; readonly court: string };
  readonly made: {
    readonly at: number;
    readonly by: string;
    readonly agency: string;
    readonly party: string;
  };
  readonly pieces: readonly PackagePiece[];
};

export type PackagePiece = Pick<TimelineAct, "id" | "do" | "side" | "at" | "evaluation"> & {
  readonly by: string;
  readonly log: string;
  readonly pos: number;
  /** As it holds now, by the narrowings among the pieces. */
  readonly mark: Marking;
  readonly corrected: string | null;
  readonly narrowed: readonly string[];
  readonly leave: readonly ActLeave[];
  readonly title: string | null;
  readonly text: string | null;
  readonly lang: string | null;
  readonly files: readonly { readonly name: string; readonly bytes: number; readonly sha256: string }[];
};

/** The name under which a node saves it. */
export const PACKAGE_NAME = "assistance.setu-mla.json";
