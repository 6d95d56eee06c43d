import type { ItemId } from "@setu/core";
import { itemsSeen } from "../access/asking-as.ts";
import type { Log } from "../http/log.ts";
import { CaseTeller } from "../individuals/telling.ts";
import { Loop } from "../node/loop.ts";
import type { KeyEnd } from "../node/key-ages.ts";
import { tellLateFindings } from "../oversight/finding-telling.ts";
import { tellWaiting } from "../officers/telling.ts";
import { tellEnds } from "../permissions/telling.ts";
import { ReleaseTeller } from "../release/telling.ts";
import type { Desk } from "../requests/desk.ts";
import { sendDigests } from "./digest.ts";
import { tellSuspensions } from "../suspension/telling.ts";
import { tellFailed } from "./failed.ts";
import { sendNext } from "./mail.ts";
import { marked } from "./marked.ts";
import { openMailer, type MailConfig } from "./mailer.ts";
import { forgetOld } from "./notice.ts";
import { RING_BATCH, ringDue } from "./rings.ts";

const POLL_MS = 1_000;
/** A shift begins on the hour: nobody waits for its mail by the second. */
const DIGEST_EVERY_MS = 60_000;
/** What waits for administrators and who leads waits for hours: it need not be found by the second. */
const WAITING_EVERY_MS = 15_000;
const HOURLY_MS = 3_600_000;
/** Numbers are given before commits and not in their order: so many are looked at again. */
const OVERLAP = 64;
const NEWEST = `SELECT coalesce(max(no), 0) AS no FROM notice`;
const SINCE = `SELECT no, officer FROM notice WHERE no > $1 ORDER BY no LIMIT 1000`;

type Tell = (no: number, officer: string) => void;
export type Loops = {
  readonly log: Log;
  /** A notice is there, made by whichever process; it may be told twice. */
  readonly tell: Tell;
  readonly mail: MailConfig | null;
  /** Keys, certificates and lists that end. */
  readonly ends: () => readonly KeyEnd[];
};

/** What gives and sends notices without being asked; any number of processes may do it at once. */
export function noticeLoops(desk: Desk, { log, tell, mail, ends }: Loops): readonly Loop[] {
  const teller = new Teller(desk, tell);
  const releases = new ReleaseTeller();
  const cases = new CaseTeller();
  let [hourly, waiting] = [0, 0];
  const notices = new Loop("notices", log, async () => {
    const rung = await desk.store.tx((tx) => ringDue(desk, tx));
    await desk.store.tx((tx) => tellFailed(desk, tx));
    await desk.store.tx((tx) => releases.round(desk, tx));
    await desk.store.tx((tx) => tellLateFindings(desk, tx));
    await cases.round(desk);
    const now = desk.ports.world.now();
    if (now - waiting > WAITING_EVERY_MS) {
      await desk.store.tx((tx) => tellWaiting(desk, tx, ends()));
      await desk.store.tx((tx) => tellSuspensions(desk, tx));
      waiting = now;
    }
    await teller.round();
    if (now - hourly > HOURLY_MS) {
      await desk.store.tx((tx) => forgetOld(tx, now));
      // Leave ends weeks later: an hour is soon enough.
      await desk.store.tx((tx) => tellEnds(desk, tx));
      hourly = now;
    }
    return rung === RING_BATCH ? 0 : POLL_MS;
  });
  if (mail === null) return [notices];
  const hears = async (id: string, item: ItemId) =>
    (await itemsSeen(desk, { id }, { items: [item], action: "hear" })).has(item);
  const mailer = desk.us.training ? marked(openMailer(mail)) : openMailer(mail);
  const post = { store: desk.store, us: desk.us, mailer, now: desk.ports.world.now, log, hears };
  return [
    notices,
    new Loop("mail", log, async () => ((await sendNext(post)) ? 0 : POLL_MS)),
    new Loop("digest", log, async () => {
      await sendDigests(post);
      return DIGEST_EVERY_MS;
    }),
  ];
}

/** Tells the open screens of this process what any process has made. */
export class Teller {
  readonly #desk: Desk;
  readonly #tell: Tell;
  #last: number | null = null;
  #told = new Set<number>();

  constructor(desk: Desk, tell: Tell) {
    this.#desk = desk;
    this.#tell = tell;
  }

  async round(): Promise<void> {
    const { store } = this.#desk;
    const first = this.#last === null;
    this.#last ??= (await store.rows<{ no: number }>(NEWEST, []))[0]?.no ?? 0;
    const rows = await store.rows<{ no: number; officer: string }>(SINCE, [this.#last - OVERLAP]);
    const found = rows.map(({ no }) => no);
    // What was there before this process began is on the screens that ask.
    for (const { no, officer } of rows) if (!first && !this.#told.has(no)) this.#tell(no, officer);
    this.#told = new Set(found);
    this.#last = Math.max(this.#last, ...found);
  }
}
