import { isSetuError } from "@setu/core";
import type { Log } from "../http/log.ts";

/** An answer that has begun and cannot be finished is broken off: a short file must not look like a whole one. */
export function streamed(
  first: IteratorResult<Uint8Array>,
  content: AsyncGenerator<Uint8Array>,
  log: Log,
): ReadableStream<Uint8Array> {
  let next: IteratorResult<Uint8Array> | null = first;
  return new ReadableStream({
    pull: async (out) => {
      try {
        const part = next ?? (await content.next());
        next = null;
        if (part.done) out.close();
        else out.enqueue(part.value);
      } catch (error) {
        log("file-broken-off", { code: isSetuError(error) ? error.code : "INTERNAL" });
        out.error(error);
      }
    },
    cancel: async () => void (await content.return(undefined)),
  });
}
