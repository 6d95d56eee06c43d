import { SetuError } from "@setu/core";
import { strictest } from "@setu/core/marking/index.ts";
import { MAX_PACKAGE_BYTES, verifyPackage, type ProvenPackage, type ProvenPiece } from "@setu/link/mla.ts";
import { asksLeave, leaveTowards, towardsOf, type Condition } from "@setu/permissions";
import { laterWordsOf, recordKey } from "@setu/requests";
import { MAX_CARD_BYTES, parseCard } from "@setu/server/keys/card.ts";
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
  const later = laterIn(proven);
  const pieces = proven.pieces.map((piece) => {
    const { act, t, receiptTime, origin, position, files } = piece;
    const { corrected, narrowings } = later(piece);
    const conditions = conditionsOf(proven, piece, narrowings);
    return {
      record: act.id,
      do: act.do,
      from: act.from,
      by: act.by,
      written: t,
      received: receiptTime,
      log: origin,
      position,
      marking: markNow(piece, narrowings).tlp,
      ...(corrected !== null && { corrected }),
      ...(narrowings.length > 0 && { narrowed: narrowings.map(({ act: { id } }) => id) }),
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

type Later = { readonly corrected: string | null; readonly narrowings: readonly ProvenPiece[] };

/** What the pieces say of each other: whether one is said anew by another, and handled more strictly since others. */
function laterIn({ package: { made }, pieces }: ProvenPackage): (piece: ProvenPiece) => Later {
  const sideOf = ({ act }: ProvenPiece) => (act.from === made.party ? "us" : "them");
  const said = pieces
    .toSorted((a, b) => a.position - b.position)
    .map((piece) => {
      const { id, do: what, args } = piece.act;
      return { id, do: what, args, side: sideOf(piece), at: piece.t, void: null } as const;
    });
  const words = laterWordsOf(said);
  return (piece) => {
    const { corrected = null, narrowed = [] } = words.get(recordKey(sideOf(piece), piece.act.id)) ?? {};
    const ofSide = pieces.filter((each) => sideOf(each) === sideOf(piece));
    return { corrected, narrowings: ofSide.filter(({ act }) => narrowed.includes(act.id)) };
  };
}

const markNow = ({ act }: ProvenPiece, narrowings: readonly ProvenPiece[]) =>
  narrowings.reduce((mark, each) => strictest(mark, each.act.mark), act.mark);

/** Of whoever made it no leave is asked; of a record and of each file of it that is named it is. @throws LEAVE_NEEDED */
function conditionsOf(
  { package: { before, made }, leave }: ProvenPackage,
  record: ProvenPiece,
  narrowings: readonly ProvenPiece[],
): readonly Condition[] {
  if (record.act.from === made.party) return [];
  const mark = markNow(record, narrowings);
  // Leave is given under the marking as it was: what was narrowed since is covered by none of before.
  const since = Math.max(0, ...narrowings.map(({ t }) => t));
  const ways = [
    towardsOf(made.party, { use: "evidence", ...before } as never),
    towardsOf(made.party, { use: "onward", agency: made.agency } as never),
  ];
  const found = ways.flatMap((towards) => {
    if (!towards)
      throw new SetuError("UNSUPPORTED_VERSION", "the package is for a use that is not known here");
    if (!asksLeave(mark, towards)) return [];
    return [undefined, ...record.files].flatMap((file) => {
      const given = leave
        .map((acts) => leaveTowards({ record, leave: acts, towards, file }, made.at))
        .find((each) => each?.inForce && each.inForce.from > since);
      if (!given)
        throw new SetuError(
          "LEAVE_NEEDED",
          "the proofs hold; a piece is there without its originator's leave",
        );
      return given.conditions;
    });
  });
  return [...new Set(found)];
}
