import {
  canonicalBytes,
  code,
  opaque,
  STRICTEST,
  type Args,
  type Code,
  type ItemAct,
  type ItemId,
  type RecordId,
} from "@setu/core";
import type { Identity } from "@setu/link";
import type { HomeAct, Paper } from "@setu/requests";
import type { Grounds } from "../access/deciding.ts";
import { HOME, type HomeRecord } from "./home.ts";

type Ids = { readonly id: RecordId; readonly item: ItemId };

/** The act as the home log keeps it, with its text, and with the grounds on which it was allowed. */
export function homeRecord(
  { party, peer }: Identity,
  { id, item, by, do: what, args, text, paper }: Omit<HomeAct, "at"> & Ids,
  grounds: Grounds | null = null,
): HomeRecord {
  const act: ItemAct = {
    crit: [],
    wf: HOME,
    from: party,
    to: peer.party,
    id,
    item,
    by: opaque(by, "by"),
    do: code(what, "do"),
    args: { ...args, ...grounds } as unknown as Args,
    mark: STRICTEST,
    ret: "case" as Code,
    body: null,
    att: [],
  };
  return { act, body: text === null ? null : bodyBytes(text, paper ?? null) };
}

const bodyBytes = (text: string, paper: Paper | null): Uint8Array =>
  canonicalBytes(paper === null ? { text, v: 1 } : { paper, text, v: 1 });
