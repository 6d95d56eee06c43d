/**
 * Bytes of a named charset as text, by the names that TextDecoder knows (WHATWG Encoding). What cannot be read is shown
 * as such and never guessed; under a name that nobody knows the bytes are tried as UTF-8.
 */
export function decodeCharset(bytes: Uint8Array, label: string): string {
  return decoderOf(label).decode(bytes);
}

function decoderOf(label: string): TextDecoder {
  try {
    return new TextDecoder(label === "" ? "utf-8" : label);
  } catch (error) {
    if (error instanceof RangeError) return new TextDecoder("utf-8");
    throw error;
  }
}
