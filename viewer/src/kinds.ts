/** What a file is, by its bytes. */
export const KINDS = [
  "pdf",
  "png",
  "jpeg",
  "gif",
  "webp",
  "docx",
  "xlsx",
  "pptx",
  "odt",
  "eml",
  "csv",
  "text",
  "html",
  "svg",
  "xml",
  "script",
  "archive",
  "program",
  "old-office",
  "unknown",
] as const;
export type Kind = (typeof KINDS)[number];

/** What a person has to know before trusting what is shown. The screen has a sentence for each. */
export const FLAGS = [
  "type-differs",
  "second-nature",
  "shown-as-text",
  "pdf-javascript",
  "pdf-launch",
  "pdf-embedded",
  "pdf-remote",
  "office-macro",
  "office-external",
  "office-embedded",
  "words-only",
  "picture-not-shown",
  "first-picture-only",
  "pages-cut",
  "text-cut",
] as const;
export type Flag = (typeof FLAGS)[number];

const OFFICE = "application/vnd.openxmlformats-officedocument";
const BY_TYPE: Readonly<Record<string, Kind>> = {
  "application/pdf": "pdf",
  "image/png": "png",
  "image/jpeg": "jpeg",
  "image/jpg": "jpeg",
  "image/gif": "gif",
  "image/webp": "webp",
  "image/svg+xml": "svg",
  "text/plain": "text",
  "text/csv": "csv",
  "text/html": "html",
  "text/xml": "xml",
  "application/xml": "xml",
  "message/rfc822": "eml",
  [`${OFFICE}.wordprocessingml.document`]: "docx",
  [`${OFFICE}.spreadsheetml.sheet`]: "xlsx",
  [`${OFFICE}.presentationml.presentation`]: "pptx",
  "application/vnd.oasis.opendocument.text": "odt",
  "application/msword": "old-office",
  "application/vnd.ms-excel": "old-office",
  "application/zip": "archive",
};
const ENDINGS: Readonly<Partial<Record<Kind, string>>> = {
  jpeg: "jpg",
  text: "txt",
  html: "htm",
  archive: "zip",
  "old-office": "doc xls ppt",
  script: "js sh ps1 bat vbs",
  program: "exe dll",
};
const BY_ENDING: ReadonlyMap<string, Kind> = new Map(
  KINDS.flatMap((kind) =>
    [kind, ...(ENDINGS[kind]?.split(" ") ?? [])].map((ending) => [ending, kind] as const),
  ),
);

/** These are one thing under several names. */
const FAMILY: Readonly<Partial<Record<Kind, string>>> = { text: "words", csv: "words", eml: "words" };
const family = (kind: Kind): string => FAMILY[kind] ?? kind;

/** What the sender says it is: by its type and, separately, by the ending of its name. */
export type Claim = { readonly type: string; readonly name: string };

/** Whether type or name promise something else than the bytes are. What promises nothing is not contradicted. */
export function differs(kind: Kind, { type, name }: Claim): boolean {
  const ending = /\.([A-Za-z0-9]{1,8})$/.exec(name)?.[1]?.toLowerCase() ?? "";
  const byType = Object.hasOwn(BY_TYPE, type) ? BY_TYPE[type] : undefined;
  const byEnding = BY_ENDING.get(ending);
  return [byType, byEnding].some((claimed) => claimed !== undefined && family(claimed) !== family(kind));
}

export const isEml = ({ type, name }: Claim): boolean => type === "message/rfc822" || /\.eml$/i.test(name);
export const isCsv = ({ type, name }: Claim): boolean => type === "text/csv" || /\.csv$/i.test(name);
