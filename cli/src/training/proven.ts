import { isTrainingLog } from "@setu/core";

/** What a verification says of logs of nodes that train; empty for live ones. Their cards and origins look alike. */
export const trainingOf = (...origins: readonly string[]): { readonly training?: true } =>
  origins.some(isTrainingLog) ? { training: true } : {};

/** The same for people, before anything else of the answer; empty for live ones. */
export const trainingLine = (...origins: readonly string[]): string =>
  origins.some(isTrainingLog) ? "TRAINING: this was written to train. Nothing in it is real.\n\n" : "";
