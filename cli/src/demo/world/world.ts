import type { Lang } from "@setu/requests";
import { CA_EN, CA_FR, IN_EN, IN_HI, type Case, type Step } from "../cases.ts";
import { papersFor } from "../papers.ts";
import { Dice } from "./dice.ts";
import { CLOSED, OPEN, type Move, type Plot } from "./plots.ts";
import { SCENES, type Scene } from "./scenes.ts";
import { filled, SAID } from "./words.ts";

const HOUR = 3_600_000;
const DAY = 24;
const SPEAKS: Readonly<Record<string, Lang>> = { [CA_EN]: "en", [CA_FR]: "fr", [IN_EN]: "en", [IN_HI]: "hi" };
const DESKS = { ca: [CA_EN, CA_FR], in: [IN_EN, IN_HI] } as const;
const TLPS = ["AMBER", "AMBER", "AMBER", "GREEN", "GREEN", "CLEAR", "AMBER+STRICT", "RED"] as const;

export type World = { readonly seed: number; readonly open: number; readonly closed: number };

/** Matters with their histories, relative to `now`; the same world for the same seed and the same instant. */
export function makeWorld({ seed, open, closed }: World, now: number): readonly Case[] {
  const dice = new Dice(seed);
  const many = (n: number, plots: readonly Plot[], age: () => number) =>
    Array.from({ length: n }, () => makeCase(dice, weighted(dice, plots), age(), now));
  return [
    ...many(closed, CLOSED, () => dice.int(9 * DAY, 90 * DAY)),
    // Most are of this night and of yesterday; some have waited long enough to be late.
    ...withPapers(
      new Dice(seed + 1),
      many(open, OPEN, () => (dice.chance(0.75) ? dice.int(1, 30) : dice.int(30, 8 * DAY))),
    ),
  ];
}

const CARRIES: ReadonlySet<string> = new Set(["part", "answer"]);

/** Drawn from dice of their own, so that the matters stay the same with and without papers. */
const withPapers = (dice: Dice, cases: readonly Case[]): readonly Case[] =>
  cases.map((one) => ({
    ...one,
    ...(dice.chance(0.25) && { paper: dice.pick(papersFor("ask", one.lang)) }),
    steps: one.steps.map((step) =>
      CARRIES.has(step.do)
        ? { ...step, paper: dice.pick(papersFor("answer", SPEAKS[step.by] as Lang)) }
        : step,
    ),
  }));

function weighted(dice: Dice, plots: readonly Plot[]): Plot {
  let left = dice.next() * plots.reduce((sum, { weight }) => sum + weight, 0);
  return plots.find(({ weight }) => (left -= weight) < 0) ?? (plots[0] as Plot);
}

function makeCase(dice: Dice, { moves }: Plot, age: number, now: number): Case {
  const scene = dice.pick(SCENES);
  const [asks, others] = dice.chance(0.5) ? ([DESKS.ca, DESKS.in] as const) : ([DESKS.in, DESKS.ca] as const);
  const by = dice.pick(asks);
  const answers = dice.pick(others);
  const lang = SPEAKS[by] as Lang;
  const at = now - age * HOUR;
  const steps: Step[] = [];
  let after = 0;
  for (const move of moves) {
    after += dice.int(move.hours[0] * 60, move.hours[1] * 60) / 60;
    if (after >= age) break;
    steps.push(stepOf(dice, move, move.by === "asker" ? by : answers, after, at + after * HOUR));
  }
  return {
    age,
    by,
    tlp: dice.pick(TLPS),
    lang,
    title: scene.title[lang],
    text: filled(scene.text[lang], dice, lang, at),
    args: argsOf(dice, scene, lang),
    steps,
  };
}

function argsOf(
  dice: Dice,
  { offence, purpose, basis, use, link, kinds }: Scene,
  language: Lang,
): Case["args"] {
  const urgency = dice.pick(["routine", "routine", "routine", "priority", "immediate"]);
  const reason =
    urgency === "immediate" ? { reason: dice.pick(["data-loss", "movement", "funds-dissipation"]) } : {};
  return { offence, purpose, basis, use, link, kinds, language, urgency, ...reason };
}

function stepOf(dice: Dice, move: Move, by: string, after: number, at: number): Step {
  const lang = SPEAKS[by] as Lang;
  const { drawn } = move;
  const said = SAID[move.do]?.[lang];
  return {
    after,
    by,
    do: move.do,
    args: { ...move.args, ...(drawn && { [drawn.arg]: dice.pick(drawn.from) }) },
    ...(move.until !== undefined && { until: move.until }),
    ...(said && { text: filled(dice.pick(said), dice, lang, at) }),
    ...(move.do === "answer" && dice.chance(0.2) && { pdf: sheetOf(dice, at) }),
  };
}

function sheetOf(dice: Dice, at: number): NonNullable<Step["pdf"]> {
  const fill = (text: string) => filled(text, dice, "en", at);
  const rows = Array.from({ length: dice.int(3, 12) }, () => fill("{day}   {ip}   {account}"));
  return { name: `record-${dice.int(100, 999)}.pdf`, lines: ["Extract of the register (demo)", "", ...rows] };
}
