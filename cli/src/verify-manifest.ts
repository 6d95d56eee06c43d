import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { isItemAct, parseBounded, SetuError, type Act, type Json } from "@setu/core";
import { assertManifest } from "@setu/link/manifest.ts";
import { readInput } from "./input.ts";

const MAX_MANIFEST = 1024 * 1024;

/**
 * Whether a manifest (`setu-manifest/1`) names a file of a proven act: the act commits to ciphertext and content, and
 * the manifest opens the commitment to the content. Custody is the word of the node that made it, and is not checked.
 * @param file the content itself, when it is to be compared too
 * @throws BAD_PROOF whose `detail.reason` names what is wrong
 */
export async function verifyManifest(path: string, act: Act, file?: string): Promise<void> {
  const bytes = await readInput(path, MAX_MANIFEST);
  const said = parseBounded(bytes, MAX_MANIFEST);
  assertManifest(said, isItemAct(act) ? act : { att: [] });
  if (file === undefined) return;
  const { sha256, size } = said as { readonly [key: string]: Json | undefined };
  const hash = createHash("sha256");
  let length = 0;
  for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) {
    hash.update(chunk);
    length += chunk.length;
  }
  if (hash.digest("hex") !== sha256 || length !== size)
    throw bad("CONTENT", "the file is not the one in the manifest");
}

const bad = (reason: string, message: string): SetuError =>
  new SetuError("BAD_PROOF", message, { detail: { reason } });
