import { createHash } from "node:crypto";
import { MAX_NOTE_BYTES } from "tlog";

export type Answered = { readonly status: number; readonly body: Uint8Array };

/** One question to a witness. Null: it did not answer in time, or not in this much. */
export type AskWitness = (url: string, body?: string) => Promise<Answered | null>;

const PATIENCE = 10_000;

/** A witness is a stranger: no redirect is followed, and an answer has a bound in bytes and in time. */
export const askWitness: AskWitness = async (url, body) => {
  try {
    const response = await fetch(url, {
      signal: AbortSignal.timeout(PATIENCE),
      redirect: "error",
      ...(body !== undefined && { method: "POST", body }),
    });
    const parts: Uint8Array[] = [];
    let size = 0;
    for await (const part of response.body ?? []) {
      size += part.length;
      // Leaving the loop closes the connection.
      if (size > MAX_NOTE_BYTES) return null;
      parts.push(part);
    }
    return { status: response.status, body: Buffer.concat(parts) };
  } catch {
    return null;
  }
};

const under = (prefix: string, path: string): string => `${prefix.replace(/\/$/, "")}/${path}`;

export const submission = (prefix: string): string => under(prefix, "add-checkpoint");

/** Where monitors read what a witness has cosigned last. Its prefix is taken to be that of the submission. */
export const monitoring = (prefix: string, origin: string): string =>
  under(prefix, `${createHash("sha256").update(origin).digest("hex")}/checkpoint`);
