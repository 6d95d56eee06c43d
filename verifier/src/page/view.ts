import { memoryBytes } from "../memory.ts";
import { FINDINGS } from "../report.ts";
import { LANGUAGES, plain, say, type Language } from "../text.ts";
import type { Result } from "../verify.ts";
import { make, save } from "./elements.ts";

/** The report, in one language. */
export function resultView({ report, memory }: Result, language: Language): HTMLElement {
  const said = say(report, language);
  const { page, report: words } = LANGUAGES[language];
  const heading = make("h2", { tabIndex: -1, className: report.verdict }, said.verdict);
  const findings = said.findings.map(({ level, about, text }, i) => {
    const code = report.findings[i]?.code;
    const label = make("strong", {}, level);
    const item = make("li", { className: code ? FINDINGS[code] : "" }, label, " ");
    if (about !== "") item.append(make("code", {}, about), " ");
    item.append(text);
    return item;
  });
  const logs = said.logs.map(({ title, lines }) =>
    make("section", {}, make("h4", {}, title), make("ul", {}, ...lines.map((line) => make("li", {}, line)))),
  );
  const name = `setu-${report.party}-${report.manifest.slice(0, 12)}`;
  const keep = memory
    ? button(page.keep, () => save(`${name}.memory`, memoryBytes(memory).slice(), "application/json"))
    : make("p", {}, page.keepNot);
  return make(
    "article",
    {},
    heading,
    make("h3", {}, page.found),
    findings.length > 0 ? make("ul", { className: "findings" }, ...findings) : make("p", {}, page.nothing),
    ...said.intro.map((line) => make("p", {}, line)),
    make("h3", {}, words.sampleTitle),
    ...said.sample.map((line) => make("p", {}, line)),
    ...logs,
    make("p", { className: "limits" }, said.limits),
    make(
      "p",
      { className: "actions" },
      keep,
      button(page.save, () => save(`${name}.txt`, plain(report, language), "text/plain")),
    ),
  );
}

function button(text: string, act: () => void): HTMLButtonElement {
  const made = make("button", { type: "button" }, text);
  made.addEventListener("click", act);
  return made;
}
