import type { Prisma } from '#prisma/generated/client.ts';
import { startCooperative } from '#test/support/cooperative.ts';
import { aTool, WAREHOUSE } from '#test/support/tools.ts';

type Changes = Partial<Prisma.ToolUncheckedCreateInput>;

/**
 * A cooperative with a catalogue in the stand-in Slack: Maya and Tom belong to Maple Street, whose contact Tom is; Ben owns the
 * tool. `on` is what one person sees and does, in forms, direct messages and Home.
 */
export async function cooperativeWithTools(changes: Changes = {}, options: Parameters<typeof startCooperative>[0] = {}) {
  const coop = await startCooperative(options);
  const { slack, db, workspaceId, people, quiet, clock, help } = coop;
  await quiet();
  await db.organisation.create({ data: { workspaceId, id: 'maple', name: 'Maple Street' } });
  for (const person of Object.values(people)) {
    const isMaple = person === people.maya || person === people.tom;
    const row = {
      email: `${person.name}@example.org`,
      organisationId: isMaple ? 'maple' : null,
      belongsBy: isMaple ? 'hand' : null,
    };
    await db.member.upsert({
      where: { workspaceId_id: { workspaceId, id: person.id } },
      create: { workspaceId, id: person.id, displayName: person.name, ...row },
      update: row,
    });
  }
  await db.organisationContact.create({
    data: { workspaceId, organisationId: 'maple', role: 'billing', email: 'tom@example.org' },
  });
  const addTool = (more: Changes = {}) =>
    db.tool.create({
      data: aTool({ workspaceId, ownerId: people.ben.id, standInId: null, createdAt: clock.now(), ...more }),
    });
  await addTool(changes);
  const on = (userId: string) => {
    const top = () => slack.views(userId).at(-1);
    return {
      command: async (text = '') => {
        const answer = await slack.command(userId, help, '/tools', text);
        await quiet();
        return answer;
      },
      /** What the form on top says. */
      sees: () => JSON.stringify(top()?.blocks ?? (top()?.body as { blocks?: unknown } | undefined)?.blocks ?? null),
      press: async (button: string, value?: string) => {
        const answer = await slack.press(userId, { view: String(top()?.id) }, button, value);
        await quiet();
        return answer;
      },
      send: async (values: Record<string, string | string[]> = {}) => {
        const sent = await slack.submit(userId, String(top()?.id), values);
        await quiet();
        return sent;
      },
      top,
      /** The bot's direct messages to them, oldest first. */
      direct: () => slack.botMessages(slack.directChannel(userId)),
      pressIn: async (text: string, button: string) => {
        const channel = slack.directChannel(userId);
        const message = slack.botMessages(channel).findLast((one) => JSON.stringify(one).includes(text));
        const answer = await slack.press(userId, { channel, ts: String(message?.ts) }, button);
        await quiet();
        return answer;
      },
      home: async () => {
        await slack.openHome(userId);
        await quiet();
        return JSON.stringify(slack.home(userId)?.blocks ?? []);
      },
    };
  };
  const states = async () => (await db.signUp.findMany({ orderBy: { id: 'asc' } })).map(({ state }) => state);
  return { ...coop, addTool, on, states, toolId: WAREHOUSE };
}

export type CooperativeWithTools = Awaited<ReturnType<typeof cooperativeWithTools>>;
