import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import type { TakeReason } from "../taking.ts";

type Words = Readonly<Record<string, MessageDescriptor>>;

/** What a file is, by its bytes; completes "it is …". */
export const KIND: Words = {
  pdf: msg`a PDF`,
  png: msg`an image`,
  jpeg: msg`an image`,
  gif: msg`an image`,
  webp: msg`an image`,
  docx: msg`an office file`,
  xlsx: msg`an office file`,
  pptx: msg`an office file`,
  odt: msg`an office file`,
  "old-office": msg`an office file of an old kind`,
  eml: msg`a mail message`,
  csv: msg`a table in plain text`,
  text: msg`plain text`,
  html: msg`a web page`,
  svg: msg`a drawing that can contain a program`,
  xml: msg`data in XML`,
  script: msg`a program in plain text`,
  archive: msg`an archive`,
  program: msg`a program`,
  unknown: msg`something unknown`,
};

/** What the sender says it is, by the type that was sent along. */
export function claimed(type: string): MessageDescriptor {
  if (type.startsWith("image/")) return msg`an image`;
  if (type === "application/pdf") return msg`a PDF`;
  if (type === "message/rfc822") return msg`a mail message`;
  if (type.startsWith("text/")) return msg`plain text`;
  if (/officedocument|opendocument|msword|ms-excel/.test(type)) return msg`an office file`;
  return msg`something else`;
}

/** Said before the pages. `type-differs` has its own sentence. */
export const FLAG: Words = {
  "second-nature": msg`The same bytes can also be read as something else, such as a web page or an archive. Honest programs do not write such files.`,
  "shown-as-text": msg`It can contain a program. It is shown as letters only; nothing of it runs.`,
  "pdf-javascript": msg`It contains a script. The script does not run here; it could in another reader.`,
  "pdf-launch": msg`It asks the reader to start a program or to play something. Nothing is started here.`,
  "pdf-embedded": msg`It contains other files or a form, which are not shown here.`,
  "pdf-remote": msg`It contains links or a form that sends what is filled in. Nothing is sent from here.`,
  "office-macro": msg`It contains macros. They do not run here; they could in an office program.`,
  "office-external": msg`An office program would fetch something from another computer when it opens this. Nothing is fetched here.`,
  "office-embedded": msg`It contains other files or objects, which are not shown here.`,
  "words-only": msg`Its words and pictures are shown, without its layout.`,
  "picture-not-shown": msg`A picture in it could not be shown.`,
  "first-picture-only": msg`It is an animation; the first picture is shown.`,
  "pages-cut": msg`Only the first pages are shown.`,
  "text-cut": msg`The text is longer than what is shown.`,
};

export const REASON: Words = {
  "too-large": msg`It is larger than what can be looked at here.`,
  "too-many-pages": msg`It has more pages than can be looked at here.`,
  "too-many-pixels": msg`It claims a size that no camera and no scanner makes.`,
  bomb: msg`It unpacks to far more than it says: such files are made to stop a computer.`,
  "bad-archive": msg`Names or parts in it are such as no honest program writes.`,
  "nested-archive": msg`There is an archive inside the file.`,
  program: msg`It is a program.`,
  "too-slow": msg`Looking at it took too long and was stopped.`,
  crashed: msg`The viewer stopped while looking at it.`,
  encrypted: msg`It is locked with a password.`,
  damaged: msg`It is damaged, or not what it seems to be.`,
  archive: msg`It is an archive; archives are not opened here.`,
  unsupported: msg`This kind of file cannot be shown here.`,
  "scan-waiting": msg`It waits for the scanner. Nothing passes before the scanner has answered.`,
  "scan-found": msg`The scanner found something harmful in it. It cannot be downloaded.`,
};

export const SCAN: Words = {
  off: msg`Not scanned: no scanner is set up.`,
  clean: msg`Scanned: nothing was found.`,
  waiting: msg`Not scanned yet: the scanner has not answered.`,
  found: msg`Scanned: something harmful was found.`,
};

/** Why somebody takes an original (`taking.ts`). */
export const TAKE_REASON: Readonly<Record<TakeReason, MessageDescriptor>> = {
  examine: msg`To be examined with other tools`,
  evidence: msg`For the case file`,
  translate: msg`To be translated`,
  "unreadable-here": msg`What is needed cannot be read here`,
  order: msg`A court or prosecutor has ordered it`,
  other: msg({ context: "reason", message: "Another reason" }),
};
