import type { HomeAct } from "@setu/requests";
import { clean, minute, table } from "../terminal.ts";

/** What came another way, as a terminal shows it: ours alone, and attested by nobody else. */
export function cameText({ by, at, args, text, paper = null }: HomeAct): string {
  const facts = table([
    [
      "came by",
      `${String(args["cameBy"])}; registered here by ${by} ${minute(at)}; not attested by the other side`,
    ],
    [
      "received",
      [
        minute(Number(args["received"])),
        ...(args["hour"] === true ? [] : ["hour not known"]),
        ...(args["given"] === true ? ["date given by the officer"] : []),
      ].join(", "),
    ],
    ...(paper === null
      ? [["paper", "(destroyed)"]]
      : [
          ["dated", paper.dated ?? ""],
          ["from", clean(paper.from)],
          ["their ref", clean(paper.theirRef)],
          ...paper.files.map(({ name, size, sha256 }) => [
            "file",
            `${clean(name)}, ${size} bytes, ${sha256}`,
          ]),
          ...(paper.source === null
            ? []
            : [["read from", `${clean(paper.source.name)}, ${paper.source.sha256}`]]),
        ].filter(([, value]) => value !== "")),
  ]);
  const lines = clean(text ?? "").split("\n");
  return [facts, ...lines.map((line) => `  | ${line}`)].join("\n");
}
