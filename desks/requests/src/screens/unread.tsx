import { Plural } from "@lingui/react/macro";

/** What a search cannot find yet; nothing when every file has been read. */
export function Unread({ files }: { readonly files: number }) {
  if (files === 0) return null;
  return (
    <p className="meta muted">
      <Plural
        value={files}
        one="# file is still being fetched or read. The words in it are not found yet."
        other="# files are still being fetched or read. The words in them are not found yet."
      />
    </p>
  );
}
