import { createHash } from "node:crypto";
import { grouped, lettersOf } from "./letters.ts";

const LENGTH = 10;

/**
 * Names what a card is to sign, by what it is: the screen shows it, the program at the card computes it from the bytes
 * that it was given, and a person compares the two.
 */
export const cardCode = (message: Uint8Array): string =>
  grouped(lettersOf(createHash("sha256").update("card ").update(message).digest().subarray(0, LENGTH)));
