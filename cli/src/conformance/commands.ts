import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { SetuError } from "@setu/core";
import { fingerprint, formatCard, MAX_CARD_BYTES } from "@setu/server/keys/card.ts";
import { readInput } from "../input.ts";
import { answer, progress, say, type Talk } from "../terminal.ts";
import { openAdapter } from "./adapter.ts";
import { runChecks, type Heard, type Result } from "./check.ts";
import { makeBed, openBed } from "./live/bed.ts";
import type { EndingName } from "./live/endings.ts";
import type { Address } from "./live/line.ts";
import { runLive } from "./live/live.ts";
import { conforms, junitOf, reportOf, textOf } from "./report.ts";
import { vectorChecks } from "./vectors.ts";

const SPEC = join(import.meta.dirname, "../../../spec");
/** As `doctor`, when it has found a fault. */
const FAILED = 5;
const INTERRUPTED = 130;

type Ran = { readonly results: readonly Result[]; readonly complete: boolean };

export async function vectors(
  { adapter: where, junit }: { readonly adapter: string; readonly junit?: string },
  talk: Talk,
): Promise<void> {
  const adapter = openAdapter(where);
  try {
    const checks = vectorChecks(SPEC, adapter);
    const ran = await interruptible(talk, async (signal, heard, planned) => {
      planned(checks.length);
      const results = await runChecks(checks, signal, heard);
      return { results, complete: results.length === checks.length };
    });
    tell(where, ran, junit, talk);
  } finally {
    await adapter.close();
  }
}

export async function bed(
  folder: string,
  { for: card, host, port }: { readonly for: string; readonly host: string; readonly port: string },
  talk: Talk,
): Promise<void> {
  const { own } = await makeBed(folder, await readInput(card, MAX_CARD_BYTES), addressOf(`${host}:${port}`));
  answer(talk, JSON.parse(formatCard(own)), formatCard(own));
  say(`fingerprint: ${fingerprint(own)}`);
  say(
    `This is no node of ${own.party}. Accept it only at a test node: a run stops that node's link for good.`,
  );
}

export type LinkOptions = {
  readonly at?: string;
  readonly bind?: string;
  readonly end: EndingName;
  readonly patience: string;
  readonly testNode?: true;
  readonly junit?: string;
};

export async function link(folder: string, options: LinkOptions, talk: Talk): Promise<void> {
  const { at, bind, end, junit, testNode = false } = options;
  const patience = Number(options.patience) * 1000;
  if (!(patience > 0)) throw new SetuError("USAGE", "--patience is a number of seconds");
  const opened = openBed(folder);
  const ran = await interruptible(talk, (signal, heard, planned) =>
    runLive({
      bed: opened,
      spec: SPEC,
      end,
      patience,
      testNode,
      signal,
      heard,
      planned,
      ...(at !== undefined && { at: addressOf(at) }),
      ...(bind !== undefined && { bind: addressOf(bind) }),
    }),
  );
  tell(opened.node.party, ran, junit, talk);
}

/** Ctrl-C ends the run after the check that is under way, and what was found until then is told. */
async function interruptible(
  { json }: Talk,
  work: (signal: AbortSignal, heard: Heard, planned: (count: number) => void) => Promise<Ran>,
): Promise<Ran> {
  const stop = new AbortController();
  const end = () => stop.abort();
  process.once("SIGINT", end).once("SIGTERM", end);
  let show: (done: number) => void = () => {};
  let done = 0;
  try {
    return await work(
      stop.signal,
      () => show(++done),
      (count) => {
        if (!json) show = progress("conformance", count);
      },
    );
  } finally {
    process.off("SIGINT", end).off("SIGTERM", end);
  }
}

function tell(of: string, ran: Ran, junit: string | undefined, talk: Talk): void {
  const report = reportOf(of, { ...ran, now: Date.now() });
  if (junit !== undefined) writeFileSync(junit, junitOf(report));
  answer(talk, report, () => textOf(report));
  if (!conforms(report)) process.exitCode = report.complete ? FAILED : INTERRUPTED;
}

/** `host:port`, an IPv6 address in brackets. @throws USAGE */
function addressOf(text: string): Address {
  const at = text.lastIndexOf(":");
  const host = text.slice(0, Math.max(0, at)).replace(/^\[/, "").replace(/\]$/, "");
  const port = Number(text.slice(at + 1));
  if (host === "" || !Number.isSafeInteger(port) || port < 1 || port > 65_535)
    throw new SetuError("USAGE", `not an address of host and port: ${text}`);
  return { host, port };
}
