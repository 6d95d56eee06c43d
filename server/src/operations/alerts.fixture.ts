/** The rules of `deploy/alerts.yml` and the text of `/metrics`, as far as the tests read them. */
export type Rule = {
  readonly alert: string;
  readonly family: string;
  readonly than: "<" | ">";
  readonly limit: number;
};
export type Metric = {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
};

/** @throws for an expression of another form: the tests would not know what it means */
export function alertRules(yaml: string): readonly Rule[] {
  return yaml
    .split("- alert: ")
    .slice(1)
    .map((text) => {
      const [, alert, family, than, limit] =
        /^(\w+)\n +expr: (\w+) ([<>]) ([\d.]+)\n(?: +for: \d+m\n)? +labels: \{ severity: (?:page|ticket) \}\n/.exec(
          text,
        ) ?? [];
      if (alert === undefined || family === undefined || limit === undefined)
        throw new Error(`not a rule: ${text}`);
      return { alert, family, than: than === "<" ? "<" : ">", limit: Number(limit) };
    });
}

/** @throws for a line that is no sample */
export function readMetrics(text: string): readonly Metric[] {
  if (!text.endsWith("\n# EOF\n")) throw new Error("the text was cut");
  return text
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => {
      const [, name = "", inner = "", value = ""] = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
      if (name === "") throw new Error(`no sample: ${line}`);
      const labels = Object.fromEntries(
        [...inner.matchAll(/(\w+)="([^"]*)"/g)].map(([, label = "", each = ""]) => [label, each]),
      );
      return { name, labels, value: value === "+Inf" ? Infinity : Number(value) };
    });
}

export const firing = ({ family, than, limit }: Rule, metrics: readonly Metric[]): boolean =>
  metrics.some(({ name, value }) => name === family && (than === "<" ? value < limit : value > limit));
