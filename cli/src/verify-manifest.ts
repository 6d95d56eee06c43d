import { createHash, createHmac } from "node:crypto";
import { createReadStream } from "node:fs";
import { isItemAct, parseBounded, SetuError, type Act, type Json } from "@setu/core";
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
  const said = parseBounded(bytes, MAX_MANIFEST) as { readonly [key: string]: Json | undefined } | null;
  const { v, a, c, n, sha256, salt, size } = said ?? {};
  if (v !== "setu-manifest/1") throw bad("MANIFEST", "not a manifest that this version knows");
  const promised = isItemAct(act) ? act.att.find((each) => each.a === a) : undefined;
  if (!promised || promised.c !== c || promised.n !== n) throw bad("FILE", "the proven act has no such file");
  if (typeof salt !== "string" || typeof sha256 !== "string" || !/^[0-9a-f]{64}$/.test(sha256))
    throw bad("MANIFEST", "the manifest has no salt or no hash");
  const key = Buffer.from(salt, "base64url");
  // HMAC pads a shorter key with zeros: of several salts with one commitment, only one has this length.
  if (key.length !== 32) throw bad("SALT", "a salt has 32 bytes");
  const opened = createHmac("sha256", key).update(Buffer.from(sha256, "hex")).digest("base64url");
  if (opened !== promised.a) throw bad("CONTENT", "the act commits to another content");
  if (file === undefined) return;
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
