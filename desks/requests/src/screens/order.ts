/** The rows of the list that was shown last, by which a request knows the one before it and the one after. */
let order: readonly string[] = [];

export function rememberOrder(items: readonly string[]): void {
  order = items;
}

/** @returns null at the end of the list, and for what did not stand in it */
export function besides(item: string, step: 1 | -1): string | null {
  const at = order.indexOf(item);
  return at === -1 ? null : (order[at + step] ?? null);
}
