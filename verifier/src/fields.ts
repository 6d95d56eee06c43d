import { badField, type Json } from "@setu/core";

/** @throws BAD_FIELD */
export function object(value: Json | undefined, field: string): Readonly<Record<string, Json>> {
  if (value === null || typeof value !== "object" || Array.isArray(value)) throw badField(field, "object");
  return value as Readonly<Record<string, Json>>;
}

export function text(value: Json | undefined, field: string): string {
  if (typeof value !== "string") throw badField(field, "text");
  return value;
}

export function list(value: Json | undefined, field: string): readonly Json[] {
  if (!Array.isArray(value)) throw badField(field, "list");
  return value as readonly Json[];
}
