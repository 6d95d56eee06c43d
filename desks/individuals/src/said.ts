import type { Args } from "@setu/core";

/** An argument of an act as the fold reads it: what is missing is empty. */
export const textOf = (value: unknown): string => (typeof value === "string" ? value : "");
export const listOf = (value: Args[string] | undefined): readonly string[] =>
  (value === undefined ? [] : [value]).flat().map(String);
