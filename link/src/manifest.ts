import { SetuError, type Hash, type ItemAct, type Json } from "@setu/core";
import { hmacSha256 } from "tlog";
import { base64url, fromBase64url } from "./bytes.ts";

/**
 * Whether a manifest (`setu-manifest/1`) names a file of a proven act: the act commits to ciphertext and content, and the
 * manifest opens the commitment to the content. Custody is the word of the node that made it, and is not checked.
 * @returns the commitment, by which the act names the file
 * @throws BAD_PROOF whose `detail.reason` names what is wrong
 */
export function assertManifest(said: Json | undefined, act: Pick<ItemAct, "att">): Hash {
  const fields = (said ?? {}) as { readonly [key: string]: Json | undefined };
  const { v, a, c, n, sha256, salt } = fields;
  if (v !== "setu-manifest/1") throw bad("MANIFEST", "not a manifest that this version knows");
  const promised = act.att.find((each) => each.a === a);
  if (!promised || promised.c !== c || promised.n !== n) throw bad("FILE", "the proven act has no such file");
  if (typeof salt !== "string" || typeof sha256 !== "string" || !/^[0-9a-f]{64}$/.test(sha256))
    throw bad("MANIFEST", "the manifest has no salt or no hash");
  const key = opened(salt);
  // HMAC pads a shorter key with zeros: of several salts with one commitment, only one has this length.
  if (key.length !== 32) throw bad("SALT", "a salt has 32 bytes");
  if (base64url(hmacSha256(key, Uint8Array.fromHex(sha256))) !== promised.a)
    throw bad("CONTENT", "the act commits to another content");
  return promised.a;
}

function opened(salt: string): Uint8Array {
  try {
    return fromBase64url(salt, "salt");
  } catch (cause) {
    throw new SetuError("BAD_PROOF", "the salt is not base64url", { cause, detail: { reason: "SALT" } });
  }
}

const bad = (reason: string, message: string): SetuError =>
  new SetuError("BAD_PROOF", message, { detail: { reason } });
