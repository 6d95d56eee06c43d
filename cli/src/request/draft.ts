import { randomBytes } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { basename, dirname, extname, resolve } from "node:path";
import { badField, SetuError, type Json } from "@setu/core";
import { requests4, type Command, type RequestView } from "@setu/requests";
import type { Client } from "../client.ts";
import { readObject } from "../input.ts";
import { progress } from "../terminal.ts";

/** Text of 48,000 characters, escaped, and room for the rest. */
const MAX_INPUT = 512 * 1024;
const MAX_FILE = 64 * 1024 * 1024;

/** What a person wrote, from a JSON object or from options; every field may be missing. */
export type Input = { readonly [field: string]: Json };

const FIELDS = ["after", "args", "files", "id", "lane", "lang", "mark", "text", "title", "translations"];

/** @throws BAD_FIELD for a field that no input has: a misspelt one would be left out in silence */
export async function readDraft(path: string | undefined): Promise<Input> {
  if (path === undefined) return {};
  const input = await readObject(path, MAX_INPUT);
  const unknown = Object.keys(input).find((name) => !FIELDS.includes(name));
  if (unknown !== undefined) {
    throw new SetuError(
      "BAD_FIELD",
      `the input has the unknown field ${unknown}; fields are ${FIELDS.join(", ")}`,
      {
        detail: { field: unknown },
      },
    );
  }
  // Files are named as they lie beside the input.
  const folder = path === "-" ? "." : dirname(path);
  const files = names(input["files"]).map((each) => resolve(folder, each));
  return { ...input, files };
}

export const names = (value: Json | undefined): readonly string[] => {
  if (value === undefined) return [];
  if (!Array.isArray(value) || !value.every((each) => typeof each === "string"))
    throw badField("files", "list of paths");
  return value;
};

/**
 * The command that the node gets. What the input leaves open is taken from the request as it stands: its marking, its
 * lane and its heads. An input with `after` is refused as STALE if somebody acted since.
 */
export function commandOf(
  act: string,
  input: Input,
  view: RequestView | null,
  files: readonly string[],
): Command {
  const { text, title, lang, translations } = input;
  const written = text !== undefined || title !== undefined || translations !== undefined;
  return {
    id: typeof input["id"] === "string" ? input["id"] : randomBytes(16).toString("hex"),
    do: act,
    args: (input["args"] ?? {}) as unknown as Command["args"],
    ...afterOf(act, input, view),
    mark: (input["mark"] ?? view?.mark ?? null) as unknown as Command["mark"],
    lane: (input["lane"] ?? view?.lane ?? "main") as Command["lane"],
    body: written
      ? ({
          ...(title !== undefined && { title }),
          text: text ?? "",
          lang: lang ?? view?.lang ?? "en",
          ...(translations !== undefined && { translations }),
        } as Command["body"])
      : null,
    files,
  };
}

/** Acts that only say stand on nothing (record.md section 3). */
const SAYS: ReadonlySet<string> = new Set(Object.keys(requests4.says));

function afterOf(act: string, { after }: Input, view: RequestView | null): Partial<Pick<Command, "after">> {
  if (SAYS.has(act)) return {};
  return { after: (after as Command["after"]) ?? view?.after ?? [null, null] };
}

const TYPES: Readonly<Record<string, string>> = {
  ".pdf": "application/pdf",
  ".png": "image/png",
  ".jpg": "image/jpeg",
  ".jpeg": "image/jpeg",
  ".txt": "text/plain",
  ".csv": "text/csv",
  ".json": "application/json",
};

/** Sends the files to the node ahead of the act that names them. @returns their ids */
export async function uploadAll(
  client: Client,
  paths: readonly string[],
  show = progress,
): Promise<readonly string[]> {
  const ids: string[] = [];
  for (const path of paths) {
    if (statSync(path).size > MAX_FILE)
      throw new SetuError("TOO_LARGE", `${path} is too large`, { detail: { max: MAX_FILE } });
    const bytes = readFileSync(path);
    const name = basename(path);
    const type = TYPES[extname(path).toLowerCase()] ?? "application/octet-stream";
    const { id } = await client.upload({ name, type, bytes }, show(name, bytes.length));
    ids.push(id);
  }
  return ids;
}
