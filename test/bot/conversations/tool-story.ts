import { type Language, wordsIn } from '#bot/words/words.ts';
import type { Prisma } from '#prisma/generated/client.ts';
import { aTool } from '#test/support/tools.ts';
import { startStory, withoutLinks } from './story.ts';

/** What the tool is called, as the reader of the story would. */
const TOOL: Record<Language, { name: string; summary: string }> = {
  en: { name: 'Data warehouse', summary: 'What all members count.' },
  es: { name: 'Almacén de datos', summary: 'Todo lo que contamos.' },
};

const otherThan = (language: Language): Language => (language === 'en' ? 'es' : 'en');
const ORGANISATION = 'Calle Arce';

type Form = { id?: unknown };

/**
 * A story about one shared tool: Maya asks for it, Tom is her organisation's contact and reads the other language, Ben looks after
 * it with Ada as his stand-in, and Ana sets it up.
 */
export async function startToolStory(language: Language, changes: Partial<Prisma.ToolUncheckedCreateInput> = {}) {
  const story = await startStory(language);
  const { db, slack, people, workspaceId, clock, settle, top, help, triage } = story;
  await db.organisation.create({ data: { workspaceId, id: 'arce', name: ORGANISATION } });
  await db.organisationContact.create({
    data: { workspaceId, organisationId: 'arce', role: 'tools', email: people.tom.email ?? '' },
  });
  for (const { id, name, email } of Object.values(people)) {
    const isOfArce = id === people.maya.id || id === people.tom.id;
    const where = isOfArce ? { organisationId: 'arce', belongsBy: 'hand' } : {};
    const address = email ?? null;
    const reads = id === people.maya.id ? language : id === people.tom.id ? otherThan(language) : 'en';
    await db.member.upsert({
      where: { workspaceId_id: { workspaceId, id } },
      create: { workspaceId, id, displayName: name, email: address, language: reads, ...where },
      update: { email: address, language: reads, ...where },
    });
  }
  await db.tool.create({
    data: {
      ...aTool({ ...TOOL[language], ownerId: people.ben.id, standInId: people.ada.id, createdAt: clock.now() }),
      workspaceId,
      ...changes,
    },
  });
  const card = (number: number) => slack.botMessages(triage).find(({ text }) => text.startsWith(`S${number} `));
  const withButton = (userId: string, label: string) =>
    slack
      .botMessages(slack.directChannel(userId))
      .findLast(({ blocks }) => JSON.stringify(blocks ?? []).includes(JSON.stringify(label)));

  return {
    ...story,
    /** What Tom reads. */
    otherWords: wordsIn(otherThan(language)),
    english: wordsIn('en'),
    tool: `*${TOOL[language].name}*`,
    toolCard: (number: number) => withoutLinks(JSON.stringify(card(number)?.blocks ?? [])),
    onToolCard: async (userId: string, number: number, choice: Parameters<typeof slack.press>[2]) => {
      await slack.press(userId, { channel: triage, ts: card(number)?.ts ?? '' }, choice);
      await settle();
    },
    tools: async (userId: string, text = '') => {
      await slack.command(userId, help, '/tools', text);
      await settle();
    },
    /** Presses what is called so in the form on top. */
    inForm: async (userId: string, label: string) => {
      await slack.press(userId, { view: top(userId) }, label);
      await settle();
    },
    /** Presses what is called so in the last message to somebody that has it. */
    inMessages: async (userId: string, label: string) => {
      await slack.press(userId, { channel: slack.directChannel(userId), ts: withButton(userId, label)?.ts ?? '' }, label);
      await settle();
    },
    hasButton: (userId: string, label: string) => withButton(userId, label) !== undefined,
    /** Everything that stands in somebody's direct messages with the bot now, as one text. */
    inbox: (userId: string) =>
      withoutLinks(JSON.stringify(slack.botMessages(slack.directChannel(userId)).map(({ text, blocks }) => [text, blocks]))),
    /** Asks for the tool from the catalogue, as one does. */
    signUp: async (userId: string) => {
      const { signUps } = wordsIn(userId === people.tom.id ? otherThan(language) : userId === people.maya.id ? language : 'en');
      await slack.command(userId, help, '/tools', '');
      await settle();
      await slack.press(userId, { view: top(userId) }, signUps.open);
      await slack.press(userId, { view: top(userId) }, signUps.ask);
      await settle();
      await slack.submit(userId, top(userId), {});
      await settle();
    },
    closeForms: async (userId: string) => {
      while (slack.views(userId).length > 0) await slack.closeView(userId, String((slack.views(userId).at(-1) as Form).id));
    },
    signUpRow: (id: number) => db.signUp.findFirstOrThrow({ where: { id } }),
  };
}
