/** One line of the table. `ratio` is value/floor for times and floor/value turned so that larger is better for rates. */
export type Result = {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** What the same machine does in the same run with the bare parts; null where the budget is absolute. */
  readonly floor: number | null;
  readonly ratio: number | null;
  readonly budget: string;
  readonly holds: boolean;
};

/** A time that may be at most `times` its floor. */
export const atMost = (name: string, value: number, unit: string, floor: number, times: number): Result => ({
  name,
  value,
  unit,
  floor,
  ratio: value / floor,
  budget: `<= ${times} x floor`,
  holds: value <= times * floor,
});

/** A rate that must be at least `part` of its floor. */
export const atLeast = (name: string, value: number, unit: string, floor: number, part: number): Result => ({
  name,
  value,
  unit,
  floor,
  ratio: value / floor,
  budget: `>= ${part} x floor`,
  holds: value >= part * floor,
});

export const below = (name: string, value: number, unit: string, limit: number): Result => ({
  name,
  value,
  unit,
  floor: null,
  ratio: null,
  budget: `<= ${limit} ${unit}`,
  holds: value <= limit,
});

export const above = (name: string, value: number, unit: string, limit: number): Result => ({
  name,
  value,
  unit,
  floor: null,
  ratio: null,
  budget: `>= ${limit} ${unit}`,
  holds: value >= limit,
});

/** The value below which a share of the samples lies. */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export const round = (value: number): number => Number(value.toPrecision(4));
