import type { Args, ItemId } from "@setu/core";
import type { HomeCommand, RequestView } from "@setu/requests/api.ts";
import { foldHome, judgeHome, type HomeAct } from "@setu/requests/home.ts";
import {
  NO_FIELDS,
  OWN,
  type IntakeFields,
  type IntakePreview,
  type IntakeProblem,
  type IntakeRow,
  type ReadFields,
} from "@setu/requests/intake.ts";
import { refOf } from "@setu/requests/ref.ts";

/** What came another way, in the stand-in: whatever the file, it reads the same message and the same table. */
const HOUR = 3_600_000;
const ITEM = (n: number): string => `${OWN}:${String(n).repeat(32)}`;

const MESSAGE: IntakeFields = {
  ...NO_FIELDS,
  cameBy: "mail",
  received: "2026-03-03T06:20:11+00:00",
  dated: "2026-03-03",
  from: "Desk of an invented office <desk@example.org>",
  title: "Consignment 4711 at the invented port",
  text: "The papers of the consignment do not agree.",
};
const SOURCE = { name: "letter.eml", sha256: "ab".repeat(32) };
const FILES = [
  { name: "papers.pdf", type: "application/pdf", size: 21_004, sha256: "cd".repeat(32) },
  // A name that turns its own order around.
  { name: "a\u202efdp.exe", type: "application/x-dosexec", size: 512, sha256: "ef".repeat(32) },
];

const row = (n: number, title: string, read: ReadFields, known = false): IntakeRow => ({
  row: n,
  item: ITEM(n),
  ref: refOf(ITEM(n) as ItemId),
  title,
  known,
  ...read,
});
const good = (title: string): ReadFields => readFields({ ...MESSAGE, title, cameBy: "paper" });
const wrong = (...problems: readonly IntakeProblem[]): ReadFields => ({ entry: null, problems });

/** @param known whether a matter is registered already */
export function previewOf(as: string, known: (item: string) => boolean): IntakePreview {
  if (as === "eml") {
    const flags = ["html", "cut"] as const;
    const rows = [row(1, MESSAGE.title, readFields(MESSAGE), known(ITEM(1)))] as const;
    return { as, rows, fields: MESSAGE, flags, files: FILES, source: SOURCE };
  }
  return {
    as: "csv",
    brokenAt: 7,
    rows: [
      row(2, "A letter of an invented office", good("A letter of an invented office")),
      row(3, "Not yet", wrong({ field: "received", code: "future" }, { field: "cameBy", code: "missing" })),
      row(4, "एक पत्र", good("एक पत्र")),
      row(5, "Cells", wrong({ field: "row", code: "cells" })),
      row(6, "Known", good("Known"), true),
    ],
  };
}

/** Enough of the server's rules to show what it says. */
export function readFields(given: Partial<IntakeFields>): ReadFields {
  const fields = { ...NO_FIELDS, ...given };
  const missing = (["cameBy", "received", "title"] as const).filter((field) => fields[field].trim() === "");
  const problems: IntakeProblem[] = missing.map((field) => ({ field, code: "missing" }));
  const received = Date.parse(fields.received);
  if (fields.received !== "" && Number.isNaN(received))
    problems.push({ field: "received", code: "not-a-date" });
  if (problems.length > 0) return { entry: null, problems };
  const { title, from, theirRef, text, cameBy } = fields;
  const args = { cameBy, received, hour: fields.received.length > 10 };
  const paper = {
    title,
    from,
    theirRef,
    dated: fields.dated || null,
    lang: null,
    files: [],
    source: null,
    cut: false,
  };
  return { entry: { args: args as unknown as Args, text, paper }, problems };
}

/** The matter that an act `intake` opens. @throws as judgeHome */
export function openMatter(item: string, command: HomeCommand, by: string): RequestView {
  const { text = null, after = null, ...rest } = command;
  const act: HomeAct = { ...rest, item, by, at: Date.now(), text, after };
  judgeHome([], act);
  const ours = foldHome([act]);
  return {
    item,
    ref: refOf(item as ItemId),
    role: "answerer",
    lane: "main",
    title: command.paper?.title ?? null,
    lang: command.paper?.lang ?? null,
    urgency: "routine",
    tlp: "RED",
    status: "registered",
    turn: "us",
    clock: {
      state: "not-started",
      sent: null,
      receipted: null,
      start: null,
      due: null,
      marks: null,
      stoppedAt: null,
      pauses: [],
      extendedUntil: null,
    },
    late: null,
    feedbackDue: null,
    updated: Number(act.args["received"]),
    messages: 0,
    unread: false,
    untold: false,
    cameBy: String(act.args["cameBy"]),
    home: {
      head: null,
      assignee: null,
      watchers: [],
      followUp: null,
      notes: 0,
      tasks: 0,
      taskDates: [],
      done: false,
      doneBy: null,
    },
    ours,
    related: [],
    args: {},
    mark: { tlp: "RED", handling: ["H0"], pap: "RED", audience: [] },
    after: [null, null],
    stopped: {},
    moves: [],
    timeline: [],
    held: [],
  };
}

/** One that is in the list from the beginning. */
export function makeOwn(now: number, by: string): RequestView {
  const { entry } = readFields({ ...MESSAGE, received: new Date(now - 30 * HOUR).toISOString() });
  const command = {
    id: "7".repeat(32),
    do: "intake",
    ...entry!,
    paper: { ...entry!.paper, files: FILES, source: SOURCE },
  };
  return openMatter(ITEM(9), command, by);
}
