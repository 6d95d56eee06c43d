import { SetuError } from "@setu/core";
import { wallTime } from "@setu/core/clock/zone.ts";
import { letterOf, type Lang, type Letter } from "@setu/individuals";
import { refOf } from "@setu/requests";
import { assertDesk } from "../access/deciding.ts";
import type { Desk, Officer } from "../requests/desk.ts";
import { writeHome } from "../requests/home.ts";
import { itemOfCase, readCase } from "./cases.ts";
import { notYet } from "./steps.ts";
import { registeredOf } from "./view.ts";

/**
 * The letter, from the instant at which it leaves; that it was taken stands in the home log.
 * @throws NOT_YET before it leaves; STALE while nothing is decided; NOT_FOUND; FORBIDDEN
 */
export async function letterFor(desk: Desk, officer: Officer, id: string, lang: Lang): Promise<Letter> {
  const now = desk.ports.world.now();
  return desk.store.tx(async (tx) => {
    const grounds = await assertDesk(desk, tx, officer.id, "redress");
    const { open, acts } = await readCase(desk, tx, id);
    const { leaves, decision, ground, kind } = open;
    if (leaves === null) throw new SetuError("STALE", "nothing has been decided yet");
    if (leaves > now) throw notYet(leaves);
    await writeHome(desk.ports, tx, "read", {
      by: officer.id,
      item: itemOfCase(id),
      verb: "disclosure",
      what: "letter",
      ...grounds,
    });
    const text = letterOf(lang, {
      ref: refOf(itemOfCase(id)),
      name: registeredOf(acts).person?.name ?? "",
      kind,
      outcome: decision?.outcome ?? null,
      ground,
      text: decision?.text ?? "",
      day: wallTime(leaves, desk.us.zone.id).toPlainDate().toString(),
    });
    return { lang, text, leaves };
  });
}
