import { Survey } from '#surveys/survey.ts';
import { type Cooperative, startCooperative } from '#test/support/cooperative.ts';
import { seedSurvey } from '#test/support/surveys.ts';

/** What one of staff sees and does while building a survey. */
export function builderOf({ slack, quiet, help, db }: Cooperative, userId: string) {
  const top = () => slack.views(userId).at(-1);
  const dm = () => slack.directChannel(userId);
  const last = () => slack.botMessages(dm()).at(-1);
  const newest = () => db.surveyVersion.findFirstOrThrow({ orderBy: [{ surveyId: 'desc' }, { version: 'desc' }] });
  return {
    userId,
    type: async (text: string) => {
      const answer = await slack.command(userId, help, '/survey', text);
      await quiet();
      return answer;
    },
    /** What was answered for their eyes only. */
    told: () => slack.ephemerals(userId).at(-1),
    count: () => slack.views(userId).length,
    sees: () => JSON.stringify(top()?.blocks ?? null),
    below: () => JSON.stringify(slack.views(userId)[0]?.blocks ?? null),
    title: () => (top() as { title?: { text?: string } } | undefined)?.title?.text,
    press: async (choice: Parameters<typeof slack.press>[2], value?: string) => {
      const answer = await slack.press(userId, { view: String(top()?.id) }, choice, value);
      await quiet();
      return answer;
    },
    /** A button beside one question. */
    pressAt: async (questionId: string, label: string) => {
      const rows = (top()?.blocks ?? []) as { block_id?: string; elements?: Button[] }[];
      const found = rows
        .find(({ block_id }) => block_id === `question:${questionId}`)
        ?.elements?.find(({ text }) => text?.text === label);
      if (!found) throw new Error(`no ${label} at ${questionId}`);
      await slack.press(userId, { view: String(top()?.id) }, { actionId: found.action_id, value: found.value });
      await quiet();
    },
    send: async (values: Record<string, string | string[] | null> = {}) => {
      const sent = await slack.submit(userId, String(top()?.id), values);
      await quiet();
      return sent;
    },
    close: () => slack.closeView(userId, String(top()?.id)),
    message: () => ({ ts: last()?.ts ?? '', text: last()?.text ?? '', shown: JSON.stringify(last()?.blocks ?? []) }),
    decide: async (label: string) => {
      await slack.press(userId, { channel: dm(), ts: last()?.ts ?? '' }, label);
      await quiet();
    },
    definition: async () => Survey.parse((await newest()).definition),
    version: async () => (await newest()).version,
  };
}

type Button = { action_id: string; value: string; text?: { text?: string } };

/** Ana has a survey of hers open; Ben keeps it, too, and has it open as well. */
export async function openedSurvey(definition?: Survey) {
  const coop = await startCooperative();
  const { db, workspaceId, people, slack, help, clock } = coop;
  const ana = builderOf(coop, people.ana.id);
  const ben = builderOf(coop, people.ben.id);
  const seeded = { workspaceId, ownerId: people.ana.id, at: clock.now(), ...(definition ? { definition } : {}) };
  const survey = await seedSurvey(db, seeded);
  await db.survey.updateMany({ data: { coOwnerIds: [people.ben.id] } });
  for (const who of [ana, ben]) {
    await slack.command(who.userId, help, '/survey', 'list');
    await slack.press(who.userId, { ephemeral: String(who.told()?.id) }, 'Open');
    await coop.quiet();
  }
  return { ...coop, survey, ana, ben };
}
