import {
  isItemAct,
  MAX_BODY_BYTES,
  parseBounded,
  SetuError,
  type Hash,
  type ItemAct,
  type ItemId,
  type Json,
} from "@setu/core";
import { MAX_PACKAGE_BYTES, parsePackage, type MlaPackage } from "@setu/link/mla.ts";
import { MLA_FIELDS, type MlaField } from "@setu/link/mla-form.ts";
import { claimed } from "@setu/link/proof.ts";
import { evaluationsOf, recordKey, refOf, type ReadPage } from "@setu/requests";
import { PACKAGE_NAME, type PackagePiece, type PackageView } from "@setu/requests/packaging.ts";
import { sha256 } from "tlog";
import { notThere } from "../access/deciding.ts";
import { rowKey, type Desk, type Officer } from "../requests/desk.ts";
import { reading } from "../requests/reading.ts";
import { restsIn, type Said } from "./package-rests.ts";

const MADE = `SELECT 1 FROM derived.trail WHERE item = $1 AND what = 'mla' AND args ->> 'digest' = $2 LIMIT 1`;
const NAMES = Object.keys(MLA_FIELDS) as readonly MlaField[];

/**
 * A package on paper. The node keeps none: it shows the file that it is given, and only one whose digest its home log names
 * for this matter, so that paper and file are of the same bytes.
 * @param file null: the page on which it is asked for
 * @throws BAD_PROOF for any other file; TOO_LARGE; NOT_FOUND where a piece is not for her; and as `reading`
 */
export function packagePage(
  desk: Desk,
  by: Officer,
  item: ItemId,
  file: Uint8Array | null,
): Promise<ReadPage> {
  if (file !== null && file.length > MAX_PACKAGE_BYTES)
    throw new SetuError("TOO_LARGE", "no package is as large", { detail: { max: MAX_PACKAGE_BYTES } });
  return reading(desk, { by, item, action: "prove" }, async (tx, known) => {
    const ref = refOf(item);
    if (file === null) return { kind: "package", item, ref, view: null };
    const digest = sha256(file);
    const named = Buffer.from(digest).toString("base64url");
    // Before it is parsed: what is named there is what this node wrote.
    if ((await tx.db.rows(MADE, [item, named])).length === 0)
      throw new SetuError("BAD_PROOF", "no such package was made here of this matter", {
        detail: { reason: "DIGEST" },
      });
    const made = parsePackage(file);
    const pieces = made.pieces.map(saidIn);
    if (!pieces.every(({ act }) => known.rows.has(rowKey(act.from, act.id)))) throw notThere();
    const leave = made.leave.map(({ proofs }) => proofs.map(openedIn));
    return {
      kind: "package",
      item,
      ref,
      view: {
        file: {
          name: PACKAGE_NAME,
          bytes: file.length,
          digest: named,
          hex: Buffer.from(digest).toString("hex"),
        },
        lang: made.lang,
        form: NAMES.map((field) => ({
          field,
          source: MLA_FIELDS[field].source,
          text: made.form[field] ?? null,
        })),
        before: made.before,
        made: made.made,
        pieces: shown(made, pieces, leave),
      } satisfies PackageView,
    };
  });
}

function openedIn(proof: string) {
  const said = claimed(Buffer.from(proof));
  const { act } = said;
  if (!isItemAct(act)) throw new SetuError("BAD_PROOF", "a proof is of no act on an item");
  return { ...said, act } as const;
}

type Opened = ReturnType<typeof openedIn> & { readonly act: ItemAct };
type Piece = Opened & Said & { readonly manifests: readonly { readonly [key: string]: Json }[] };

function saidIn({ proof, manifests }: MlaPackage["pieces"][number]): Piece {
  const named = manifests as readonly { readonly [key: string]: Json }[];
  return { ...openedIn(proof), manifests: named, files: named.map(({ a }) => a as Hash) };
}

function shown(
  made: MlaPackage,
  pieces: readonly Piece[],
  leave: readonly (readonly Opened[])[],
): readonly PackagePiece[] {
  const restsOf = restsIn({ package: made, pieces, leave });
  const sideOf = ({ act }: Piece) => (act.from === made.made.party ? ("us" as const) : ("them" as const));
  const evaluations = evaluationsOf(
    pieces
      .toSorted((a, b) => a.position - b.position)
      .map((piece) => ({ ...piece.act, side: sideOf(piece), at: piece.t, void: null })),
  );
  return pieces.map((piece) => {
    const { act, t, origin, position, body, manifests } = piece;
    const said = (body === null ? {} : parseBounded(body, MAX_BODY_BYTES)) as {
      readonly [key: string]: Json;
    };
    const word = (name: string) => textIn(said[name]);
    return {
      id: act.id,
      do: act.do,
      side: sideOf(piece),
      by: act.by,
      at: t,
      log: origin,
      pos: position,
      evaluation: evaluations.get(recordKey(sideOf(piece), act.id)) ?? null,
      ...restsOf(piece),
      title: word("title"),
      text: word("text"),
      lang: word("lang"),
      files: manifests.map(({ name, size, sha256: hex }) => ({
        name: textIn(name) ?? "",
        bytes: Number(size),
        sha256: textIn(hex) ?? "",
      })),
    };
  });
}

const textIn = (value: Json | undefined): string | null => (typeof value === "string" ? value : null);
