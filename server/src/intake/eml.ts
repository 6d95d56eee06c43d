import type { Args } from "@setu/core";
import { MAX_PAPER_FILES, NO_FIELDS, PAPER_MAX, refOf } from "@setu/requests";
import type { IntakeFields, IntakePreview, MessageFlag, PaperFile, ReadFields } from "@setu/requests";
import { decodeCharset } from "./charset.ts";
import { decodeWords } from "./encoded-words.ts";
import { readFields, type Desk } from "./fields.ts";
import { textOfHtml } from "./html-text.ts";
import { readMailDate, readReceived } from "./mail-date.ts";
import { readMessage, type Leaf, type Message } from "./mime.ts";
import { itemOfContent, sha256, titleOf } from "./table.ts";
import { fileName, oneLine, severalLines } from "./tidy.ts";

type Preview = Extract<IntakePreview, { as: "eml" }>;

/**
 * A message of mail as the fields of a matter, for a person to look over. Of a text more is never read than could be
 * kept; files are named, measured and left where they are.
 * @param given when it came, as an officer says it: it wins over the message, and the entry bears the mark `given`
 * @throws TOO_LARGE | TOO_DEEP
 */
const READ = { text: 256 * 1024, html: 1024 * 1024 } as const;

export function readEml(bytes: Buffer, name: string, desk: Desk, given: string | null = null): Preview {
  const message = readMessage(bytes);
  const { head } = message;
  const sent = readMailDate(head.get("date"));
  const received = readReceived(head.get("received"));
  const said = textOf(message);
  const text = severalLines(said.text);
  const fields: IntakeFields = {
    ...NO_FIELDS,
    cameBy: "mail",
    received: given ?? (received ?? sent)?.instant ?? "",
    dated: sent?.day ?? "",
    from: oneLine(decodeWords(head.get("from")))
      .slice(0, PAPER_MAX.from)
      .toWellFormed(),
    title: titleOf({ title: decodeWords(head.get("subject")) }),
    text: severalLines(text.slice(0, PAPER_MAX.text)),
  };
  const cut = said.cut || text.length > PAPER_MAX.text;
  const files = message.leaves.filter(isFile).slice(0, MAX_PAPER_FILES).map(fileOf);
  const source = { name, sha256: sha256(bytes) };
  const item = itemOfContent(bytes);
  const told: readonly (readonly [MessageFlag, boolean])[] = [
    ["html", said.html],
    ["signs", Object.values(fields).some((field) => field.includes("\ufffd"))],
    ["cut", cut],
    ["no-received", received === null],
  ];
  return {
    as: "eml",
    fields,
    flags: told.flatMap(([flag, is]) => (is ? [flag] : [])),
    files,
    source,
    rows: [
      {
        row: 1,
        item,
        ref: refOf(item),
        title: fields.title,
        known: false,
        ...marked(readFields(fields, desk, { files, source, cut }), given !== null),
      },
    ],
  };
}

/** A date that no server wrote and no sender says so wherever it is shown. */
const marked = ({ entry, problems }: ReadFields, given: boolean): ReadFields => ({
  entry: entry && given ? { ...entry, args: { ...entry.args, given } as unknown as Args } : entry,
  problems,
});

const isFile = ({ type, disposition }: Leaf): boolean =>
  disposition.value === "attachment" ||
  disposition.get("filename") !== "" ||
  !["text/plain", "text/html"].includes(type.value);

function fileOf({ type, disposition, content }: Leaf, index: number): PaperFile {
  const bytes = content();
  const named = fileName(disposition.get("filename") || type.get("name"), PAPER_MAX.name);
  return {
    name: named === "" ? `file-${index + 1}` : named,
    type: oneLine(type.value).slice(0, PAPER_MAX.type),
    size: bytes.length,
    sha256: sha256(bytes),
  };
}

type Said = { readonly text: string; readonly html: boolean; readonly cut: boolean };

/** All texts in their order; of HTML that stands beside plain text, which says the same, nothing. */
function textOf({ leaves }: Message): Said {
  const inline = leaves.filter((leaf) => !isFile(leaf));
  const plain = new Set(
    inline.flatMap((leaf) => (leaf.type.value === "text/plain" ? [leaf.alternative] : [])),
  );
  plain.delete(null);
  const read = inline.filter(
    ({ type, alternative }) => type.value === "text/plain" || !plain.has(alternative),
  );
  let cut = false;
  const texts = read.map(({ type, content }) => {
    const html = type.value === "text/html";
    const bytes = content();
    const most = html ? READ.html : READ.text;
    cut ||= bytes.length > most;
    const text = decodeCharset(bytes.subarray(0, most), type.get("charset"));
    return html ? textOfHtml(text) : text;
  });
  return { text: texts.join("\n\n"), html: read.some(({ type }) => type.value === "text/html"), cut };
}
