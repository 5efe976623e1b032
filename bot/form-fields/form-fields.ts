import { z } from 'zod';

/** The kinds of fields a form of somebody's own making can have: a tool's, later a request type's. */
export const FIELD_KINDS = ['text', 'long text', 'number', 'date', 'choice', 'many', 'person', 'file', 'e-mail'] as const;

/** One field of such a form. `id` never changes, so that answers keep theirs when the label does. */
export const FormField = z.object({
  id: z.string().regex(/^[a-z0-9-]{1,40}$/),
  label: z.string().min(1).max(150),
  kind: z.enum(FIELD_KINDS),
  hint: z.string().max(300).optional(),
  isOptional: z.boolean().default(false),
  /** Of a choice or many. */
  options: z.array(z.string().min(1).max(75)).max(100).default([]),
});
export type FormField = z.infer<typeof FormField>;

/** What somebody filled in, by the field's id: a text (also numbers, days, addresses, people's ids), or several. */
export const Answers = z.record(z.string(), z.union([z.string(), z.array(z.string())]));
export type Answers = z.infer<typeof Answers>;
