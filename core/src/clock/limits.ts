/** A length of legal time. */
export type Span = {
  readonly unit: "minutes" | "hours" | "calendarDays" | "workingDays";
  readonly n: number;
};

export type Urgency = "flash" | "immediate" | "priority" | "routine";

/** A time limit, and how far clarification and judicial authorisation can move it. */
export type Allowance = {
  readonly limit: Span;
  /** Elapsed milliseconds for which one clarification, and all of them together, hold the clock. */
  readonly pause: { readonly each: number; readonly total: number };
  /** How far ahead of itself a notice of judicial authorisation may reach; null where none is possible. */
  readonly notice: Span | null;
  readonly source: string;
  readonly status: "confirmed" | "unconfirmed" | "proposal";
};

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/**
 * Own proposal: a notice of judicial authorisation reaches at most twenty working days ahead and must then be
 * renewed, because Directive (EU) 2023/977 Art. 5(2) wants the requester kept informed and gives no number.
 */
const NOTICE: Span = { unit: "workingDays", n: 20 };

/**
 * Time limits by urgency. The numbers bind neither state: they follow Directive (EU) 2023/977 Art. 5(1) until
 * an arrangement says otherwise. That the clock is held during clarification is unconfirmed (Art. 6(3)); the
 * bounds are our own proposal: once the limit for one round, twice for all.
 */
export const LIMITS: Readonly<Record<Urgency, Allowance>> = {
  flash: {
    limit: { unit: "hours", n: 2 },
    pause: { each: 30 * MINUTE, total: HOUR },
    notice: null,
    source: "own proposal: threat to life, report on action taken",
    status: "proposal",
  },
  immediate: {
    limit: { unit: "hours", n: 8 },
    pause: { each: 8 * HOUR, total: 16 * HOUR },
    notice: NOTICE,
    source: "Directive (EU) 2023/977 Art. 5(1)(a): urgent, directly accessible",
    status: "confirmed",
  },
  priority: {
    limit: { unit: "calendarDays", n: 3 },
    pause: { each: 3 * DAY, total: 6 * DAY },
    notice: NOTICE,
    source: "Directive (EU) 2023/977 Art. 5(1)(b): urgent, indirectly accessible",
    status: "confirmed",
  },
  routine: {
    limit: { unit: "calendarDays", n: 7 },
    pause: { each: 7 * DAY, total: 14 * DAY },
    notice: NOTICE,
    source: "Directive (EU) 2023/977 Art. 5(1)(c): all other requests",
    status: "confirmed",
  },
};

/** A flash request is also acknowledged by a person; nothing moves that limit. */
export const FLASH_ACKNOWLEDGEMENT: Allowance = {
  limit: { unit: "minutes", n: 15 },
  pause: { each: 0, total: 0 },
  notice: null,
  source: "own proposal: threat to life, acknowledgement by a person",
  status: "proposal",
};
