// What a page may hand in at the control door, checked before anything happens.
import { z } from 'zod';

const Id = z.string().min(1).max(100);
const Ts = z.string().regex(/^\d{10}\.\d{6}$/);
const MOST_CHARACTERS = 40_000;
const Text = z.string().max(MOST_CHARACTERS);
const Filled = z.union([z.string(), z.number(), z.boolean(), z.array(z.string()), z.null()]);
const Values = z.record(z.string(), Filled);
const Place = z.union([z.strictObject({ channel: Id, ts: Ts }), z.strictObject({ ephemeral: Ts }), z.strictObject({ view: Id })]);
const Choice = z.union([
  Text,
  z.strictObject({
    actionId: Text.optional(),
    blockId: Text.optional(),
    text: Text.optional(),
    value: Text.optional(),
  }),
]);
const PostOptions = z.object({
  threadTs: Ts.optional(),
  broadcast: z.boolean().optional(),
  fileIds: z.array(Id).max(20).optional(),
  subtype: z.string().optional(),
  ts: Ts.optional(),
  files: z.array(z.object({ name: z.string(), content: z.string() })).optional(),
});

/** The arguments of what people do; an action that is not here is for tests, which are checked by their types. */
const ARGUMENTS: Record<string, z.ZodType> = {
  post: z.tuple([Id, Id, Text]).or(z.tuple([Id, Id, Text, PostOptions])),
  edit: z.tuple([Id, Id, Ts, Text]),
  remove: z.tuple([Id, Id, Ts]),
  react: z.tuple([Id, Id, Ts, Id]),
  unreact: z.tuple([Id, Id, Ts, Id]),
  markRead: z.tuple([Id, Id, Ts]),
  command: z.tuple([Id, Id, Id]).or(z.tuple([Id, Id, Id, Text])),
  press: z.tuple([Id, Place, Choice]).or(z.tuple([Id, Place, Choice, Filled])),
  suggest: z.tuple([Id, Place, Choice, Text]),
  shortcut: z.tuple([Id, Id]).or(z.tuple([Id, Id, z.strictObject({ channel: Id, ts: Ts })])),
  type: z.tuple([Id, Id, Values]),
  submit: z.tuple([Id, Id]).or(z.tuple([Id, Id, Values])),
  closeView: z.tuple([Id, Id]),
  closeViews: z.tuple([Id]),
  openHome: z.tuple([Id]).or(z.tuple([Id, z.enum(['home', 'messages'])])),
  directChannel: z.tuple([Id]),
};

/** Whether an action is one of people's, whose arguments are checked here. */
export function isChecked(action: string): boolean {
  return Object.hasOwn(ARGUMENTS, action);
}

/** Throws a sentence when these cannot be the arguments of the action. */
export function checkArguments(action: string, given: unknown[]): void {
  if (given.some((one) => typeof one === 'string' && one.length > MOST_CHARACTERS))
    throw new Error(`Slack takes at most ${MOST_CHARACTERS.toLocaleString('en')} characters at once`);
  const shape = isChecked(action) ? ARGUMENTS[action] : undefined;
  if (shape && !shape.safeParse(given).success) throw new Error(`These are not the arguments of ${action}`);
  if (action === 'post' && isEmpty(given)) throw new Error('A message needs a text or a file');
}

/** Slack's own composer sends no message without anything in it. */
function isEmpty([, , text, options]: unknown[]): boolean {
  const { fileIds = [], files = [] } = PostOptions.parse(options ?? {});
  return String(text).trim() === '' && fileIds.length + files.length === 0;
}
