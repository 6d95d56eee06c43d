import { badField, SetuError, textIn, type Json } from "@setu/core";

/**
 * What a request for mutual legal assistance has to say, after the United Nations Convention against Transnational
 * Organized Crime (UNTOC), article 18(15), and the Model Treaty on Mutual Assistance in Criminal Matters
 * (General Assembly resolution 45/117), articles 5 and 9. Whether it says enough is for the central authority.
 */
type Field = { readonly source: string; readonly needed: boolean };

export const MLA_FIELDS = {
  authority: { source: "UNTOC 18(15)(a)", needed: true },
  conducting: { source: "UNTOC 18(15)(b)", needed: true },
  proceeding: { source: "UNTOC 18(15)(b)", needed: true },
  law: { source: "Model Treaty 5(1)(c)", needed: true },
  facts: { source: "UNTOC 18(15)(c)", needed: true },
  assistance: { source: "UNTOC 18(15)(d)", needed: true },
  purpose: { source: "UNTOC 18(15)(f)", needed: true },
  persons: { source: "UNTOC 18(15)(e)", needed: false },
  procedure: { source: "UNTOC 18(15)(d)", needed: false },
  limit: { source: "Model Treaty 5(1)(f)", needed: false },
  confidentiality: { source: "Model Treaty 9", needed: false },
} as const satisfies Readonly<Record<string, Field>>;
export type MlaField = keyof typeof MLA_FIELDS;
export type MlaForm = { readonly [field in MlaField]?: string };

const NAMES = Object.keys(MLA_FIELDS) as readonly MlaField[];
const MAX_TEXT = 8_000;

/** Fields that a request needs and this one has not, in the order of the form. */
export const missingIn = (form: MlaForm): readonly MlaField[] =>
  NAMES.filter((name) => MLA_FIELDS[name].needed && (form[name] ?? "").trim() === "");

/**
 * A whole form.
 * @throws BAD_FIELD, with all that is missing in `detail.missing`; TOO_LARGE
 */
export function parseMlaForm(value: Json | undefined): MlaForm {
  if (value === null || typeof value !== "object" || Array.isArray(value)) throw badField("form", "object");
  const form: { [field in MlaField]?: string } = {};
  for (const [name, text] of Object.entries(value)) {
    const field = NAMES.find((each) => each === name);
    if (!field) throw badField(name, "field of this form");
    form[field] = textIn(text, field, MAX_TEXT);
  }
  const missing = missingIn(form);
  const [first] = missing;
  if (first !== undefined)
    throw new SetuError("BAD_FIELD", "a request for assistance needs more", {
      detail: { field: first, missing: missing.join(" ") },
    });
  return form;
}
