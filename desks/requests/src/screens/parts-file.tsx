import { Plural, Trans } from "@lingui/react/macro";
import { Notice, Tlp, useLang, usePlace } from "@setu/ui";
import type { PartsFileView } from "../subsets.ts";
import { Line } from "./line.tsx";

type Of = { readonly file: PartsFileView };

/** A file of parts as text: which parts of which record, and what can be said of them here. */
export function PartsFile({ file }: Of) {
  return (
    <div>
      <Whence file={file} />
      {file.parts.length > 0 && (
        <ol>
          {file.parts.map((part) => (
            <li key={part.no} value={part.no}>
              <p className="meta">
                <Line text={part.name} /> · <Tlp label={part.tlp} />
              </p>
              <p className="prose" dir="auto">
                {part.text}
              </p>
              {part.unlike === true && (
                <Notice tone="warning">
                  <p>
                    <Trans>These words do not stand in the text of the record as it is here.</Trans>
                  </p>
                </Notice>
              )}
            </li>
          ))}
        </ol>
      )}
    </div>
  );
}

/** Attested and no more: whoever issued it says so under a signature, and nothing is known of what is withheld. */
function Whence({ file }: Of) {
  const lang = useLang();
  const { node, peer } = usePlace();
  const by = [node, peer].find((each) => each?.party === file.by)?.name[lang] ?? file.by;
  const { atMost, whole } = file;
  if (file.tie === "broken")
    return (
      <Notice tone="error">
        <p>
          <Trans>
            Nobody attests this part of a record: the file is malformed, or it does not come from the
            originator of that record, or the record does not name it, or an act is marked less strictly than
            a part.
          </Trans>
        </p>
      </Notice>
    );
  if (file.kind === "parts")
    return (
      <p>
        <Plural
          value={atMost}
          one="Digests of at most # part of this record. They show no word of it."
          other="Digests of at most # parts of this record. They show no word of it."
        />
      </p>
    );
  if (file.kind === "kept")
    return (
      <Notice tone="warning">
        <p>
          <Trans>
            All parts of a record, and what opens each: whoever has this file can show any of them.
          </Trans>
        </p>
      </Notice>
    );
  return (
    <p>
      <Trans>
        Part of the record <span className="mono hash">{whole}</span>, issued by {by}, and attested by {by}.
      </Trans>{" "}
      <Plural
        value={atMost}
        _0="Its originator withholds no part."
        one="At most # part is withheld by the originator."
        other="At most # parts are withheld by the originator."
      />{" "}
      {file.tie === "away" && (
        <Trans>
          The record is not here, so nothing was compared with it: whoever has its proof checks that by setu
          subset verify.
        </Trans>
      )}
    </p>
  );
}
