import { existsSync, renameSync, rmSync } from "node:fs";
import { resolve } from "node:path";
import { count, opaque, SetuError, type Json } from "@setu/core";
import { GROUNDS, type Ground } from "@setu/link/review.ts";
import { exportReview as write } from "@setu/server/review/export.ts";
import { reviewNode } from "@setu/server/review/node.ts";
import { readObject } from "./input.ts";
import { entriesOf, seedOf } from "./sample.ts";
import { withStore } from "./store.ts";
import { answer, say, type Talk } from "./terminal.ts";

export type ExportReviewOptions = {
  readonly reviewer: string;
  readonly seed?: string;
  readonly entries: string;
  readonly withhold?: string;
};

const MAX_WITHHELD_BYTES = 1024 * 1024;

/** A whole folder or none. @throws DUPLICATE | NOT_LINKED | USAGE | BAD_FIELD for a list of what is withheld that is none */
export async function exportReview(
  home: string,
  folder: string,
  { reviewer, seed, entries, withhold }: ExportReviewOptions,
  talk: Talk,
): Promise<void> {
  const target = resolve(folder);
  if (existsSync(target)) throw new SetuError("DUPLICATE", `${target} exists already`);
  const by = opaque(reviewer, "reviewer");
  const sample = seed === undefined ? null : { seed: seedOf(seed), n: entriesOf(entries) };
  const withheld = withhold === undefined ? new Map<string, Ground>() : await withheldIn(withhold);
  await withStore(home, async ({ store, ports }) => {
    if (!ports) throw new SetuError("NOT_LINKED", "this node has no peer yet, so it has no log");
    const unfinished = `${target}.part`;
    rmSync(unfinished, { recursive: true, force: true });
    const progress = (origin: string, size: number) => say(`${origin}: ${size} entries`);
    const manifest = await write(reviewNode(home, store, ports), unfinished, {
      by,
      sample,
      withheld,
      progress,
    });
    renameSync(unfinished, target);
    say(
      sample
        ? "The folder holds the contents of the entries that the seed draws: whoever has it can read them."
        : "The folder holds leaves and signatures, no contents and no keys.",
    );
    answer(talk, { manifest, folder: target }, `${manifest}  ${target}`);
  });
}

/** `{"withheld": [{"log", "pos", "part", "ground"}]}` @throws BAD_FIELD */
async function withheldIn(path: string): Promise<ReadonlyMap<string, Ground>> {
  const { withheld } = await readObject(path, MAX_WITHHELD_BYTES);
  if (!Array.isArray(withheld)) throw new SetuError("BAD_FIELD", "the file names nothing under withheld");
  return new Map(
    (withheld as readonly Json[]).map((each) => {
      const { log, pos, part, ground } = each as Readonly<Record<string, Json>>;
      const known = GROUNDS.find((name) => name === ground);
      if (!known || (part !== "act" && part !== "body") || typeof log !== "string")
        throw new SetuError(
          "BAD_FIELD",
          `each names log, pos, part (act or body) and ground (${GROUNDS.join(", ")})`,
        );
      return [`${log} ${count(pos, "pos")} ${part}`, known];
    }),
  );
}
