import { SetuError } from "@setu/core";
import { statisticsCsv, statisticsHtml } from "@setu/requests/statistics-rows.ts";
import { yearSaid, type Statistics } from "@setu/requests/statistics.ts";
import { statisticsOf } from "@setu/server/oversight/statistics.ts";
import { writeHome } from "@setu/server/requests/home.ts";
import { withStore } from "./store.ts";

export type ReportOptions = { readonly year: string; readonly format: string; readonly lang: string };

const LANGS = ["en", "fr", "hi"] as const;
type Lang = (typeof LANGS)[number];
const FORMATS: Readonly<Record<string, (statistics: Statistics, lang: Lang) => string>> = {
  json: (statistics) => `${JSON.stringify(statistics, null, 2)}\n`,
  csv: statisticsCsv,
  html: statisticsHtml,
};

/**
 * The yearly figures, counted from the logs. That they were counted stands in the home log before they are shown.
 * @throws USAGE | BAD_FIELD | NOT_LINKED
 */
export async function reportStatistics(
  home: string,
  { year: said, format, lang: named }: ReportOptions,
): Promise<void> {
  const year = yearSaid(said);
  const write = Object.hasOwn(FORMATS, format) ? FORMATS[format] : undefined;
  const lang = LANGS.find((each) => each === named);
  if (!write || !lang)
    throw new SetuError("USAGE", "formats are csv, json and html; languages en, fr and hi");
  await withStore(home, async ({ desk }) => {
    if (!desk) throw new SetuError("NOT_LINKED", "this node has no peer yet, so it has no log");
    await desk.store.replay("if-needed");
    const { party } = desk.ports.identity;
    const statistics = await desk.store.tx(async (tx) => {
      await writeHome(desk.ports, tx, "oversee", { by: party, what: "statistics", year, found: 1 });
      return statisticsOf(desk, tx, year);
    });
    process.stdout.write(write(statistics, lang));
  });
}
