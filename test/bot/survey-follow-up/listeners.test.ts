import { expect, it } from 'vitest';
import { OPEN_TICKET, READ_ANSWERS, SHOW_RESULTS } from '#bot/survey-results/action-ids.ts';
import { startCooperative } from '#test/support/cooperative.ts';
import { seedSurvey, seedWave } from '#test/support/surveys.ts';

it('whoever reads an unhappy answer opens a request with one press, and its giver reads in a direct message why we write', async () => {
  const { slack, people, db, workspaceId, clock, triage, quiet } = await startCooperative();
  const { maya, ana } = people;
  const at = clock.now();
  await slack.changePerson(maya.id, { locale: 'es-ES' });
  await quiet();
  const { id: surveyId } = await seedSurvey(db, { workspaceId, ownerId: ana.id, at });
  const { id: waveId } = await seedWave(db, { workspaceId, surveyId, at, asked: [maya.id] });
  const answers = { recommend: 2, happy: 1, why: 'canary in the cold' };
  const { id: responseId } = await db.surveyResponse.create({ data: { workspaceId, waveId, answers } });
  await db.surveyAuthor.create({ data: { workspaceId, waveId, memberId: maya.id, responseId, begunAt: at, changedAt: at } });
  const top = () => slack.views(ana.id).at(-1) ?? {};
  const press = (actionId: string) => slack.press(ana.id, { view: String(top().id) }, actionId);

  await slack.command(ana.id, triage, '/survey', 'results');
  await press(SHOW_RESULTS);
  await press(READ_ANSWERS);
  const read = JSON.stringify(top());
  await press(OPEN_TICKET);
  const note = JSON.stringify(top());
  await quiet();

  expect(read).toContain('canary in the cold');
  expect(note).toContain('Request *#1* is open, and you have it.');
  const [talk] = slack.botMessages(slack.directChannel(maya.id));
  expect(talk?.text).toContain('Por qué te escribimos: Respondiste a nuestra encuesta «¿Qué tal lo hacemos?».');
  expect(talk?.text).toContain(`<@${ana.id}>`);
  const [card] = slack.botMessages(triage);
  expect(JSON.stringify(card?.blocks)).toContain(`after a survey, opened by <@${ana.id}>`);
  expect(JSON.stringify(card)).not.toContain('canary');
});
