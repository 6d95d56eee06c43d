import { setTimeout as sleep } from "node:timers/promises";
import { ERRORS, SetuError, type ErrorCode } from "@setu/core";
import type { Accepted, Command, RequestView, SendCheck, Session } from "@setu/requests";
import type { PartsFileView } from "@setu/requests/subsets.ts";
import { openIn } from "@setu/requests/texts/fields.ts";
import type { Client } from "../client.ts";
import { answer, clean, say, type Talk } from "../terminal.ts";
import { commandOf, names, uploadAll, type Input } from "./draft.ts";

export type SendOptions = Talk & {
  readonly attach?: readonly string[];
  /** Says what would leave, and sends nothing. */
  readonly dryRun?: boolean;
  /** Waits until the other node has cosigned and applied the act. */
  readonly wait?: boolean;
};

/**
 * Checks and sends one act. The check is said on standard error before anything leaves.
 * @param view the request it belongs to; null for a new one
 * @throws the first refusal of the check
 */
export async function send(
  client: Client,
  act: string,
  input: Input,
  view: RequestView | null,
  options: SendOptions,
): Promise<void> {
  const files = await uploadAll(client, [...names(input["files"]), ...(options.attach ?? [])]);
  const command = commandOf(act, input, view, files);
  const check = await client.post<SendCheck>("/requests/check", {
    ...(view && { item: view.item }),
    command,
  });
  say(sentence(client.session, check));
  if (options.dryRun) answer(options, check, "");
  const [refusal] = check.refusals as readonly ErrorCode[];
  if (refusal)
    throw new SetuError(Object.hasOwn(ERRORS, refusal) ? refusal : "ILLEGAL", whyNot(command, view));
  if (options.dryRun) return;
  const path = view ? `/requests/${encodeURIComponent(view.item)}/acts` : "/requests";
  const accepted = await client.post<Accepted>(path, { command });
  if (accepted.heldUntil !== null) {
    say(`Held until ${clockTime(accepted.heldUntil)}: setu request take-back ${accepted.id}`);
  }
  if (accepted.proposed)
    say("It waits for its release: nothing leaves before a second person has approved it");
  else if (options.wait) await delivered(client, accepted, command);
  answer(options, accepted, `${accepted.item} ${accepted.id}`);
}

/** Whether the act is what cannot be, or only how it was written. */
function whyNot({ do: act, body }: Command, view: RequestView | null): string {
  if (view !== null && !view.moves.includes(act)) {
    return `the request as it stands takes no ${act} from this side; it takes ${view.moves.join(", ") || "nothing"}`;
  }
  const open = body === null ? [] : openIn(body);
  return open.length === 0
    ? "it cannot be sent like this"
    : `places are still open: ${clean(open.map((name) => `{{${name}}}`).join(", "))}`;
}

/** What is about to leave, and to whom. */
function sentence(
  { node, peer }: Session,
  { from, to, tlp, files, bytes, contains, differing, subsets = [], hold, due }: SendCheck,
): string {
  const found = Object.entries(contains).map(([kind, n]) => `${n} ${kind}`);
  return [
    `This leaves ${node.name.en} (${from}) for ${peer?.name.en ?? "the other side"} (${to}). TLP:${tlp}.`,
    `${files} ${files === 1 ? "file" : "files"}, ${bytes} bytes.`,
    ...differing.map(
      ({ name, kind }) =>
        `Caution: ${JSON.stringify(name)} is ${kind ?? "of a kind that was not found out"}.`,
    ),
    ...subsets.map(partsSentence),
    ...(found.length > 0 ? [`Contains ${found.join(", ")}.`] : []),
    ...(due === null ? [] : [`Due ${new Date(due).toISOString()} if it were received now.`]),
    ...(hold > 0 ? [`Held for ${hold / 1000} s.`] : []),
  ].join(" ");
}

/** The same as the screens say of a file of parts, without the texts. */
function partsSentence({ name, kind, parts, atMost, whole }: PartsFileView): string {
  const file = JSON.stringify(name);
  if (kind === "parts") return `${file} names at most ${atMost} parts of this record by their digests.`;
  if (kind === "kept") return `Caution: ${file} opens all parts of a record to whoever has it.`;
  const places = parts.map(({ no, unlike }) => (unlike ? `${no} (not in its text)` : no)).join(", ");
  return `${file} issues parts ${places} of the record ${whole}; at most ${atMost} are withheld.`;
}

const WAIT = 60_000;
const EVERY = 250;

/** @throws the code with which a held act came back or was declined, TIMEOUT after a minute past the hold */
async function delivered(
  client: Client,
  { id, item, heldUntil }: Accepted,
  { do: act }: Command,
): Promise<void> {
  const deadline = Math.max(heldUntil ?? 0, Date.now()) + WAIT;
  while (Date.now() < deadline) {
    await sleep(EVERY);
    const view = await client.get<RequestView>(`/requests/${encodeURIComponent(item)}`).catch(notYet);
    const returned = view?.held.find((each) => each.id === id)?.returned;
    if (returned) throw new SetuError(returned.code as ErrorCode, `the ${act} came back; look again`);
    const delivery = view?.timeline.find((each) => each.id === id)?.delivery;
    if (delivery?.declined) {
      throw new SetuError("ILLEGAL", "the other node declined it", { detail: { reason: delivery.declined } });
    }
    if (delivery?.applied) return say(`Received and applied at ${clockTime(delivery.applied)}.`);
  }
  throw new SetuError(
    "TIMEOUT",
    "the other node has not applied it yet; it stays in the log and will be delivered",
  );
}

/** A new request is no request of this node before its hold is over. */
function notYet(error: unknown): null {
  if (error instanceof SetuError && error.code === "NOT_FOUND") return null;
  throw error;
}

const clockTime = (at: number): string => new Date(at).toISOString();
