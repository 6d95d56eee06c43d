import { createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { codeLabel, codesOf, LISTS, SetuError, type ListName } from "@setu/core";
import {
  standing,
  type Account,
  type Evaluated,
  type HomePart,
  type RequestList,
  type RequestRow,
  type RequestView,
  type TimelineAct,
} from "@setu/requests";
import { nearly, notation } from "@setu/requests/scales.ts";
import type { Translation } from "@setu/requests/texts/translations.ts";
import type { Client } from "../client.ts";
import { cameText } from "./came.ts";
import { answer, clean, minute, table, type Talk } from "../terminal.ts";

const LIST_FLAGS = [
  "view",
  "who",
  "state",
  "urgency",
  "turn",
  "clock",
  "held",
  "recall",
  "consider",
  "came",
  "news",
  "sort",
  "after",
] as const;

export type ListOptions = Talk & { readonly find?: string } & {
  readonly [flag in (typeof LIST_FLAGS)[number]]?: string;
};

export async function list(client: Client, options: ListOptions): Promise<void> {
  const query = new URLSearchParams(options.find === undefined ? {} : { q: options.find });
  for (const flag of LIST_FLAGS) if (options[flag] !== undefined) query.set(flag, options[flag]);
  const found = await client.get<RequestList>(`/requests?${query.toString()}`);
  const head = ["REFERENCE", "STATUS", "TURN", "DUE", "TLP", "NEW", "NOTES", "TASKS", "SUBJECT"];
  answer(options, found, () => {
    const lines = table([head, ...found.rows.map((row) => cells(row, found.now))]);
    return found.next === null ? lines : `${lines}\nmore: --after ${found.next}`;
  });
}

const cells = (
  { ref, status, turn, clock, tlp, title, unread, home }: RequestRow,
  now: number,
): readonly string[] => [
  ref,
  status,
  turn,
  clock.due === null
    ? clock.state
    : `${minute(clock.due)}${clock.state === "running" && clock.due < now ? " overdue" : ""}`,
  tlp,
  unread ? "new" : "",
  home.notes === 0 ? "" : String(home.notes),
  home.tasks === 0 ? "" : String(home.tasks),
  clean(title ?? "(no longer readable)"),
];

export function show(view: RequestView, talk: Talk): void {
  answer(talk, view, () => {
    const { ref, item, title, status, turn, urgency, mark, clock, moves, held, timeline, ours, related } =
      view;
    const facts = table([
      ["request", `${ref}  ${item}`],
      ["subject", clean(title ?? "(no longer readable)")],
      ["status", `${status}, turn: ${turn}`],
      ["urgency", urgency],
      [
        "marking",
        `TLP:${mark.tlp} ${mark.handling.join("+")} PAP:${mark.pap} for ${mark.audience.join(", ")}`,
      ],
      ["clock", clock.due === null ? clock.state : `${clock.state}, due ${minute(clock.due)}`],
      ...(view.late ? [["late because", `${view.late.reason}, expected by ${minute(view.late.until)}`]] : []),
      ...(view.considerBy === undefined ? [] : [["to be considered", minute(view.considerBy)]]),
      ...(view.feedbackDue === null ? [] : [["outcome due", minute(view.feedbackDue)]]),
      ["you can", moves.join(", ")],
      ...ourFacts(ours),
      ...related.map(({ kind, side, ref: other }) => [side === "to" ? kind : `is ${kind}, of`, other]),
      ...held.map((each) => ["held", `${each.do} ${each.id} until ${minute(each.heldUntil)}`]),
    ]);
    const came = ours.intake === null ? [] : [cameText(ours.intake)];
    return [facts, ...came, ...timeline.map(actText)].join("\n\n");
  });
}

/** What stays with us stands apart under its own words. */
const ourFacts = ({
  assignee,
  watchers,
  followUp,
  considered,
  notes,
  tasks,
  references,
  translations,
}: HomePart): readonly string[][] => [
  ["with us", assignee === null ? "nobody" : `${assignee.officer}, by ${assignee.by} ${minute(assignee.at)}`],
  ...(watchers.length > 0 ? [["watched by", watchers.join(", ")]] : []),
  ...(followUp === null ? [] : [["come back", minute(followUp)]]),
  ...(considered === null
    ? []
    : [
        [
          "unasked supply",
          [considered.args["outcome"], considered.args["reason"] ?? [], considered.by].flat().join(", "),
        ],
      ]),
  ...references.map(({ args, text }) => [String(args["kind"]), clean(text ?? "")]),
  ...translations.map(({ by, args, text }) => [
    "translated",
    `${String(args["of"])} into ${String(args["lang"])}, ${String(args["how"])}, ${by}: ${clean(text ?? "")}`,
  ]),
  ...tasks.map(({ id, args, text, doneAt, doneBy }) => [
    doneAt === null ? "task" : "task, done",
    `${id} ${String(args["officer"])}${args["until"] === undefined ? "" : ` by ${minute(Number(args["until"]))}`}: ${clean(text ?? "")}${
      doneAt === null ? "" : ` (${doneBy} ${minute(doneAt)})`
    }`,
  ]),
  ...notes.map(({ by, at, text }) => ["our note", `${minute(at)} ${by}: ${clean(text ?? "")}`]),
];

const WHO = { us: "we say", them: "they say" } as const;

const evaluated = (word: Evaluated): string => {
  const near = nearly(word);
  return `${notation(word)} (${word.scheme}${near.length > 0 ? `, ≈ ${near.join(" or ")}` : ""}), ${WHO[word.side]}`;
};

/** Who says what of how reliable it is: both sides, and what stands. */
function evaluationText({ evaluation }: TimelineAct): readonly string[] {
  if (evaluation === null) return [];
  const { given, notice } = evaluation;
  const stands = standing(evaluation);
  const { do: said = "not yet agreed", reason = null } = notice?.answer ?? {};
  return [
    ...(given ? [`  evaluated: ${evaluated(given)}`] : []),
    ...(notice
      ? [
          `  otherwise: ${evaluated(notice)}; ${said}${reason === null ? "" : `: ${reason}`}; notice ${notice.act}`,
        ]
      : []),
    ...(given && notice && stands ? [`  stands: ${notation(stands)}`] : []),
  ];
}

function signatureText({ officer, kind, holds, reason, since }: TimelineAct["signatures"][number]): string {
  const whose = officer === null ? "a key that is nobody's here" : officer;
  if (holds === false) return `SIGNATURE REJECTED: ${whose}: ${reason ?? ""}`;
  const later = since === null ? "" : `; the key was reported later, as others' since ${minute(since)}`;
  return `signed by ${whose} (${kind ?? ""})${holds === null ? ", not checked here" : ", holds"}${later}`;
}

function actText(act: TimelineAct): string {
  const { id, side, at, by, args, body, bodyState, attachments, recalled, later } = act;
  const who = by ? `${clean(by.name)}, ${clean(by.agency)}` : "";
  return [
    `${minute(at)}  ${side === "us" ? ">" : "<"} ${act.do}  ${who}`,
    `  ${id}  ${deliveryWord(act)}${act.void ? `  VOID: ${act.void}` : ""}`,
    ...(Object.keys(args).length > 0 ? [`  ${JSON.stringify(args)}`] : []),
    ...(recalled ? [`  RECALLED: ${recalled.reason}`] : []),
    ...(recalled?.again ? ["  CAME AGAIN although attested as destroyed: see the alarms of the link"] : []),
    ...(later?.corrected ? [`  CORRECTED by ${later.corrected.id}, ${minute(later.corrected.at)}:`] : []),
    ...(later?.corrected?.body ? [...quoted(later.corrected.body.text), "  What was said before:"] : []),
    ...(later?.narrowed ? [`  HANDLING NARROWED by ${later.narrowed.id}, ${minute(later.narrowed.at)}`] : []),
    ...act.signatures.map((signature) => `  ${signatureText(signature)}`),
    ...evaluationText(act),
    ...(body
      ? [...quoted(body.text), ...(body.translations ?? []).flatMap(translated)]
      : bodyState === "none"
        ? []
        : [`  (text ${bodyState})`]),
    ...attachments.map(
      ({ a, name, size, parts }) =>
        `  file ${clean(name)}, ${size} bytes, ${parts.have}/${parts.all} here, ${a}`,
    ),
  ].join("\n");
}

const quoted = (text: string): readonly string[] =>
  clean(text)
    .split("\n")
    .map((line) => `  | ${line}`);

const translated = ({ lang, how, by, text }: Translation): readonly string[] => [
  `  courtesy translation into ${lang}, the original decides; by ${how === "machine" ? `machine ${clean(by)}` : clean(by)}`,
  ...quoted(text),
];

/** The last step that is known. */
function deliveryWord({ delivery }: TimelineAct): string {
  if (delivery.declined) return `declined: ${delivery.declined}`;
  for (const step of ["opened", "applied", "receipted", "signed", "saved"] as const) {
    const at = delivery[step];
    if (at !== null) return `${step} ${minute(at)}`;
  }
  return "held";
}

/**
 * Saves what the node sends, as it comes.
 * @param told as of `Client.download`
 * @throws EEXIST rather than writing over a file
 */
export async function save(
  client: Client,
  path: string,
  target: string,
  talk: Talk,
  told?: object,
): Promise<void> {
  const answered = await client.download(path, told);
  const out = target === "-" ? process.stdout : createWriteStream(target, { flags: "wx" });
  await pipeline(answered, out, { end: target !== "-" });
  if (target !== "-") answer(talk, { saved: target }, `saved ${target}`);
}

export function accounts(found: readonly Account[], talk: Talk): void {
  answer(talk, found, () =>
    table(found.map(({ id, name, agency, lang }) => [id, clean(name), clean(agency), lang])),
  );
}

/** The closed lists, for writing a request. */
export function codes(name: string | undefined, lang: "en" | "fr" | "hi", talk: Talk): void {
  const known = Object.keys(LISTS) as readonly ListName[];
  if (name === undefined) return answer(talk, known, known.join("\n"));
  const found = known.find((each) => each === name);
  if (!found) throw new SetuError("NOT_FOUND", `no list ${name}; lists are ${known.join(", ")}`);
  const entries = codesOf(found, Date.now()).map(({ code }) => ({
    code,
    label: codeLabel(found, code, lang),
  }));
  answer(talk, entries, () => table(entries.map((entry) => [entry.code, entry.label])));
}
