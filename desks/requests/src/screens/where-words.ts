import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import type { SearchHit } from "../api.ts";

/** Where it was found. Our own notes are named as such: they are nobody else's. */
export const WHERE: Readonly<Record<SearchHit["where"], MessageDescriptor>> = {
  reference: msg({ context: "where found", message: "In the reference" }),
  title: msg({ context: "where found", message: "In the subject" }),
  text: msg({ context: "where found", message: "In the text" }),
  note: msg({ context: "where found", message: "In a note of ours, which stays here" }),
  file: msg({ context: "where found", message: "In the name of a file" }),
  inside: msg({ context: "where found", message: "In a file that somebody looked at" }),
  number: msg({ context: "where found", message: "The same number, written otherwise" }),
};
