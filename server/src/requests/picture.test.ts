import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  FIGURES,
  listOfFigure,
  OUTCOMES,
  PICTURE_SIDES,
  type Figure,
  type PictureSide,
} from "@setu/requests";
import { askAs } from "../access/asking-as.ts";
import { FACT_COLUMNS, READABLE } from "../access/everything.fixture.ts";
import { loneDesk, type LoneDesk } from "./desk.fixture.ts";
import { parseListQuery } from "./listing-query.ts";
import { askList } from "./asking.ts";
import { pictureOf } from "./picture.ts";

let alone: LoneDesk;
let { desk, pool, officer, other } = {} as LoneDesk;
before(async () => {
  alone = await loneDesk();
  ({ desk, pool, officer, other } = alone);
});
after(() => alone.close());

const NOW = 1_800_000_000_000;
const HOUR = 3_600_000;
const CLOCKLESS = 8_000_000_000_000_000;
const picture = (by = officer) => askAs(desk, by, { action: "list", now: NOW }, pictureOf);
const totals = async (side: PictureSide, by = officer) => {
  const { counts } = await picture(by);
  return Object.fromEntries(FIGURES.map((figure) => [figure, counts[side][figure].total])) as Record<
    Figure,
    number
  >;
};

/** Lines as their columns stand. */
const PUT = `INSERT INTO derived.request (item, ref, shown, shelf, press, warn, assignee, watchers, follow_up, updated, ${FACT_COLUMNS})
  SELECT 'in:' || $1::text || n, 'x', jsonb_build_object('item', 'in:' || $1::text || n), $2, $3, $4, $5, '{}', $6, n, ${READABLE}
  FROM generate_series(1, $7::int) AS n`;
type Line = {
  shelf?: string;
  press?: number;
  warn?: number | null;
  who?: string;
  again?: number | null;
  n?: number;
};
let put = 0;
const lines = ({
  shelf = "inbox us routine",
  press = CLOCKLESS,
  warn = null,
  who = "",
  again = null,
  n = 1,
}: Line) => pool.query(PUT, [`${++put}-`, shelf, press, warn, who, again, n]);

test("each figure counts the lines of its own list, to the millisecond, and no other", async () => {
  await lines({ press: NOW - HOUR, warn: NOW - 2 * HOUR, n: 2 });
  await lines({ press: NOW, warn: NOW - HOUR, who: officer.id });
  await lines({ press: NOW + 1, warn: NOW });
  await lines({ press: NOW + 24 * HOUR, warn: NOW + 1, who: other.id });
  await lines({ press: NOW + 24 * HOUR + 1, warn: NOW - 1, shelf: "inbox them priority" });
  await lines({ again: NOW, n: 3 });
  await lines({ press: OUTCOMES + NOW, who: "ca.officer-3" });
  // Put away while the others are to act, or at its end: open in no figure.
  await lines({ shelf: "inbox them routine done" });
  // What waits for us is open whoever has put it away, and what is late is late.
  await lines({ press: NOW - HOUR, warn: NOW - 2 * HOUR, shelf: "inbox us routine done" });
  await lines({ shelf: "inbox none routine" });
  // What came another way is in no figure that the other side could count.
  await lines({ shelf: "own us routine", press: NOW - HOUR, who: "ca.officer-3" });
  await lines({ shelf: "own us routine", who: "ca.officer-3" });
  await lines({ press: NOW - HOUR, shelf: "sent them flash" });
  assert.deepEqual(await totals("inbox"), {
    open: 11,
    overdue: 4,
    "within-24h": 2,
    later: 1,
    none: 4,
    p75: 2,
    outcome: 1,
    us: 10,
    them: 1,
    unassigned: 8,
    "unassigned-overdue": 3,
    "unassigned-p75": 2,
    mine: 1,
    "follow-up": 3,
    own: 2,
    "own-overdue": 1,
  });
  const sent = await totals("sent");
  assert.deepEqual([sent.open, sent.overdue, sent.them, sent.us], [1, 1, 1, 0]);
  assert.equal((await totals("inbox", other)).mine, 1, "mine is the reader's");
  assert.equal((await picture()).now, NOW);
});

test("the list behind a figure shows as many lines as the figure says, in either order", async () => {
  const { counts } = await picture();
  for (const view of PICTURE_SIDES) {
    for (const figure of FIGURES) {
      for (const sort of ["due", "updated"]) {
        const query = parseListQuery({ state: "open", ...listOfFigure(figure), view, sort });
        const { rows } = await askList(desk, officer, query, NOW);
        assert.equal(rows.length, counts[view][figure].total, `${view} ${figure} ${sort}`);
      }
    }
  }
});

test("counting stops, and says so", async () => {
  await lines({ shelf: "sent us priority", press: NOW + HOUR, n: 10_001 });
  const { counts } = await picture();
  assert.deepEqual(counts.sent["within-24h"], { total: 10_000, more: true });
  assert.deepEqual(counts.sent.overdue, { total: 1, more: false });
});
