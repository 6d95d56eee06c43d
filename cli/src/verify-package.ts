import { MAX_PACKAGE_BYTES, verifyPackage } from "@setu/link/mla.ts";
import { MAX_CARD_BYTES, parseCard } from "@setu/server/keys/card.ts";
import { restsIn } from "@setu/server/using/package-rests.ts";
import { sha256 } from "tlog";
import { readInput } from "./input.ts";
import { trainingLine, trainingOf } from "./training/proven.ts";
import { answer, clean, minute, say, table, type Talk } from "./terminal.ts";

/**
 * Prints what is proven of each piece, and by which leave it is there.
 * @throws BAD_PROOF; LEAVE_NEEDED where a piece asks for leave and the package shows none for the instant it was made
 */
export async function verifyAssistance(
  path: string,
  options: Talk & { readonly keys: readonly string[] },
): Promise<void> {
  const file = await readInput(path, MAX_PACKAGE_BYTES);
  const cards: ReturnType<typeof parseCard>[] = [];
  for (const each of options.keys) cards.push(parseCard(await readInput(each, MAX_CARD_BYTES)));
  const proven = verifyPackage(file, (origin) => {
    const [from = "", , to = ""] = origin.split("/");
    const of = (party: string) => cards.find((card) => card.party === party);
    const log = of(from)?.logs.find(([key]) => key?.name === origin) ?? [];
    return { origin, log, cosigners: of(to)?.mirror ?? [] };
  });
  const { form, made, item } = proven.package;
  const restsOf = restsIn(proven);
  const pieces = proven.pieces.map((piece) => {
    const { act, t, receiptTime, origin, position, files } = piece;
    const { corrected, narrowed, mark, leave } = restsOf(piece);
    const conditions = [...new Set(leave.flatMap((each) => each.conditions))];
    return {
      record: act.id,
      do: act.do,
      from: act.from,
      by: act.by,
      written: t,
      received: receiptTime,
      log: origin,
      position,
      marking: mark.tlp,
      ...(corrected !== null && { corrected }),
      ...(narrowed.length > 0 && { narrowed }),
      ...(files.length > 0 && { files }),
      conditions,
    };
  });
  const digest = Buffer.from(sha256(file)).toString("base64url");
  const origins = pieces.map(({ log }) => log);
  answer(options, { verified: true, ...trainingOf(...origins), item, digest, form, made, pieces }, () => {
    const facts = [
      ["matter", item],
      ["made", `${minute(made.at)} by ${made.by}, ${made.agency}, by the word of its node`],
      ["digest", digest],
      ...Object.entries(form).map(([name, text]) => [name, clean(text)]),
    ];
    const lines = pieces.map(
      ({ record, do: what, from, written, received, log, position, marking, conditions, corrected }) => [
        record,
        what,
        from,
        minute(written),
        minute(received),
        `${log} ${position}`,
        marking,
        conditions.join(", ") || "no condition",
        corrected === undefined ? "" : `corrected by ${corrected}`,
      ],
    );
    return `${trainingLine(...origins)}${table(facts)}\n\n${table(lines)}`;
  });
  say(
    "Every proof holds. The form is the word of whoever sent the package: compare the digest with the covering letter. " +
      "Whether leave was taken back since, only the two can say.",
  );
}
