/**
 * What this node keeps of a person and of a group (RFC 7643 sections 4.1 and 4.2, and only what is used here): one table
 * for what is published, what is taken, and what a path of a PATCH may name.
 */
export type Attribute = {
  readonly name: string;
  readonly type: "string" | "boolean" | "complex" | "reference";
  readonly description: string;
  readonly multiValued?: true;
  readonly required?: true;
  readonly mutability?: "readOnly" | "immutable";
  readonly uniqueness?: "server";
  /** Of a reference: to what. */
  readonly referenceTypes?: readonly string[];
  readonly subAttributes?: readonly Attribute[];
  /** How many values at most. */
  readonly most?: number;
};

export type ResourceKind = {
  readonly name: "User" | "Group";
  readonly endpoint: "/Users" | "/Groups";
  readonly schema: string;
  readonly description: string;
  readonly attributes: readonly Attribute[];
  /** By which its resources are found: attributes of one value, compared without regard to case where `caseExact` is not said. */
  readonly filters: readonly string[];
};

const text = (name: string, description: string, rest: Partial<Attribute> = {}): Attribute => ({
  name,
  type: "string",
  description,
  ...rest,
});

/** An attribute of every resource, and in no schema (RFC 7643 section 3.1). */
export const EXTERNAL_ID: Attribute = text("externalId", "What the directory calls it.");

export const USER: ResourceKind = {
  name: "User",
  endpoint: "/Users",
  schema: "urn:ietf:params:scim:schemas:core:2.0:User",
  description:
    "An account at this node. What it may read and do is given by persons and cannot be said here.",
  filters: ["userName", "externalId", "id"],
  attributes: [
    text("userName", "By which the directory and this node mean the same account.", {
      required: true,
      uniqueness: "server",
    }),
    {
      name: "active",
      type: "boolean",
      required: true,
      description: "False ends every session and token at once.",
    },
    text("displayName", "As colleagues see it."),
    {
      name: "name",
      type: "complex",
      description: "In its place where there is no displayName.",
      subAttributes: [
        text("formatted", "The full name."),
        text("familyName", "The family name."),
        text("givenName", "The given name."),
      ],
    },
    {
      name: "emails",
      type: "complex",
      multiValued: true,
      most: 10,
      description: "Notices go to the primary one, or to the first.",
      subAttributes: [
        text("value", "The address."),
        text("type", "Its purpose."),
        { name: "primary", type: "boolean", description: "Whether it is the preferred one." },
      ],
    },
    text("preferredLanguage", "en, fr or hi; another is kept and not used."),
    {
      name: "groups",
      type: "complex",
      multiValued: true,
      mutability: "readOnly",
      description: "Where the directory has put the account. It gives nothing.",
      subAttributes: [
        text("value", "Id of the group.", { mutability: "readOnly" }),
        {
          name: "$ref",
          type: "reference",
          referenceTypes: ["Group"],
          mutability: "readOnly",
          description: "Address of the group.",
        },
        text("display", "Name of the group.", { mutability: "readOnly" }),
      ],
    },
  ],
};

export const GROUP: ResourceKind = {
  name: "Group",
  endpoint: "/Groups",
  schema: "urn:ietf:params:scim:schemas:core:2.0:Group",
  description: "A wish that administrators see: who is put into a group is given nothing by it.",
  filters: ["displayName", "externalId", "id"],
  attributes: [
    text("displayName", "As administrators see it.", { required: true, uniqueness: "server" }),
    {
      name: "members",
      type: "complex",
      multiValued: true,
      most: 2_000,
      description: "Accounts of the same directory.",
      subAttributes: [
        text("value", "Id of the account.", { mutability: "immutable" }),
        {
          name: "$ref",
          type: "reference",
          referenceTypes: ["User"],
          mutability: "immutable",
          description: "Address of the account.",
        },
      ],
    },
  ],
};

export const KINDS: readonly ResourceKind[] = [USER, GROUP];

/** Names of attributes are the same in whatever case (RFC 7643 section 2.1). */
export const called = (name: string) => {
  const low = name.toLowerCase();
  return (each: { readonly name: string }): boolean => each.name.toLowerCase() === low;
};

/** What of a resource may be said, the common attribute too. */
export const saidOf = ({ attributes }: ResourceKind): readonly Attribute[] => [...attributes, EXTERNAL_ID];
