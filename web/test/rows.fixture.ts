import type { Mock } from "../dev/mock.ts";

const MINUTE = 60_000;

/** A page of so many requests whose clocks all run: some are overdue, one becomes due every ten minutes. */
export function fillRows(mock: Mock, rows: number): void {
  const models = [...mock.requests.values()].filter(({ turn }) => turn !== "none");
  mock.requests.clear();
  for (let n = 0; n < rows; n += 1) {
    const model = models[n % models.length]!;
    const item = `in:${n.toString(16).padStart(32, "0")}`;
    const clock = { ...model.clock, state: "running" as const, due: Date.now() + (n - 50) * 10 * MINUTE };
    mock.requests.set(item, { ...model, item, role: "answerer", ref: `IN-${n}`, clock });
  }
  mock.pageSize = rows;
}
