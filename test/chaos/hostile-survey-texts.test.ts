import { expect, it } from 'vitest';
import { saySoon, syncSoon } from '#bot/slack/outbox.ts';
import { channelPostKey, invitationKey, waveCardKey } from '#bot/waves/wave.ts';
import { MOST, type Survey } from '#surveys/survey.ts';
import { HOSTILE_TEXTS } from '#test/support/hostile-texts.ts';
import { objectionsTo, objectionsToView } from '#test/support/valid-blocks.ts';
import { report } from './figures.ts';
import { calm } from './harness.ts';
import { liveIn, markupIn, outgoingMarkup } from './live-markup.ts';
import { SURVEY_MATRIX } from './permission-survey-matrix.ts';
import {
  CLOSED,
  CLOSED_NAMED,
  mayDo,
  NAMED,
  ONE_PAGE,
  READY,
  type SurveyGiven,
  type SurveyRow,
} from './permission-survey-rows.ts';
import { type SurveyScene, setTheSurveyScene } from './permission-survey-scene.ts';
import { DONE_WITHIN_MS, PATIENCE_MS, sizeOf } from './sizes.ts';
import { refusedBySlack } from './watching.ts';

const { share, rounds } = sizeOf('hostileSurveyTexts');
/** What gets longer than any other text on its way into Slack's markup. */
const GROWING = '&'.repeat(3000);
/** Of the bot's own links there are only those that lead to a message. */
const OWN_LINKS = /^https:\/\/[a-z0-9.]+\/archives\/[A-Z0-9]+\/p\d+(\|[^|<>]*)?$/;
/** Everything about surveys that is said without a press: in this state of a wave. */
const SAID: SurveyGiven[] = [NAMED, READY, CLOSED, CLOSED_NAMED, { isOptedOut: true }, { wave: { state: 'withdrawn' } }];

it(
  '32: no hostile text in a survey, an answer, a letter, an action or a name is live in anything that is said of it',
  async () => {
    const scene = await setTheSurveyScene();
    const { coop, actors, actor, call, refusals, said } = scene;
    const { slack, db, database, workspaceId } = coop;
    const rows = Object.entries(SURVEY_MATRIX)
      .flatMap(([handler, all]) => all.map((row) => ({ handler, row })))
      .filter(({ row }) => actors.some((one) => mayDo(row, one.roles(row))))
      .filter((_, index) => index % share === 0);
    await db.tool.create({
      data: {
        workspaceId,
        id: 'tool',
        name: 'Tool',
        summary: 'A tool',
        deskId: 'main',
        ownerId: actor('ana').id,
        subject: 'person',
        createdAt: new Date(),
      },
    });
    const answers: string[] = [];
    let refused = 0;
    for (let count = 0; count < rows.length * rounds; count += 1) {
      const { handler, row } = rows[count % rows.length]!;
      // A step that shares no factor with how many there are: all sorts are met early, and in the end all texts.
      const text = count % 3 === 0 ? GROWING : kept(HOSTILE_TEXTS[(count * 37) % HOSTILE_TEXTS.length] ?? '');
      await putNames(scene, text);
      const able = actors.filter((one) => mayDo(row, one.roles(row)));
      const one = able[count % able.length]!;
      const thing = await scene.makeThing(full(row.given, text));
      const from = refusals(one.id).length;
      const { answer } = await call({ handler, actor: one, thing, row: { ...row, ...typedBy(row, text) } });
      answers.push(answer);
      refused += refusals(one.id).length - from;
      if (count % 10 === 0) await sayAll(scene, full(SAID[(count / 10) % SAID.length]!, text));
      if (count % 30 === 0) await slack.openHome(actor('maya').id);
    }
    await calm({ slack, pool: database.pool }, { within: DONE_WITHIN_MS });

    const ids = [...actors.map(({ id }) => id), ...(await db.member.findMany()).map(({ id }) => id), 'U0SOMEBODY'];
    const known = { ids: new Set([...ids, slack.botUserId, coop.help, coop.triage]), ownLinks: OWN_LINKS };
    const beside = [...said.heard, ...answers].flatMap((body) => markupIn(asData(body)));
    const outgoing = [...outgoingMarkup(slack), ...beside];
    const live = outgoing.flatMap((one) => liveIn(one, known).map((what) => `${what} in ${one.slice(0, 200)}`));
    report('32', { 'calls about surveys': answers.length, refused, 'texts sent': outgoing.length, live: live.length });
    expect(refused).toBe(0);
    expect(outgoing.filter((one) => one.includes('&lt;')).length).toBeGreaterThan(answers.length / 2);
    expect([...new Set(live)]).toEqual([]);
    expect(refusedBySlack(slack)).toEqual([]);
    expect([...answers, ...said.heard].flatMap(objectionsIn)).toEqual([]);
  },
  PATIENCE_MS,
);

/** As the store takes it. */
const kept = (text: string) => text.toWellFormed().replaceAll('\0', '');
const line = (text: string, most: number) => kept([...text.trim().replaceAll(/\s+/g, ' ')].slice(0, most).join('').trim()) || 'x';

/** What others wrote that surveys show: who people are, what they do, and what they share. */
async function putNames({ coop, actor }: SurveyScene, text: string): Promise<void> {
  const { db, workspaceId } = coop;
  const organisation = { name: line(text, 80) };
  const key = { workspaceId, id: 'maple' };
  await db.organisation.upsert({ where: { workspaceId_id: key }, create: { ...key, ...organisation }, update: organisation });
  const named = { displayName: line(text, 50), role: line(text, 60), organisationId: 'maple' };
  await db.member.updateMany({ where: { workspaceId, id: { in: [actor('maya').id, 'U0RESPONDENT0'] } }, data: named });
  await db.tool.updateMany({ where: { workspaceId }, data: { name: line(text, 80) } });
}

/** A thing with this text wherever somebody can have written one. */
function full(given: SurveyGiven, text: string): SurveyGiven {
  const bands = { bands: ['organisation'] };
  return {
    ...given,
    wave: { ...bands, ...given.wave },
    written: kept(text.slice(0, 2900)).trim() || 'x',
    definition: asking(text),
  };
}

/** A question of every kind in these words, each as long as it may be. */
function asking(text: string): Survey {
  const said = (most: number) => ({ en: line(text, most) });
  const asked = { label: said(MOST.label), help: said(MOST.help) };
  const rest = { ...asked, isRequired: false };
  const [option, point] = [said(MOST.option), said(MOST.point)];
  const options = ['one', 'two', 'three'].map((id) => ({ id, label: option }));
  return {
    ...{ language: 'en', name: said(MOST.name), intro: said(MOST.intro), thanks: said(MOST.intro) },
    questions: [
      ...ONE_PAGE.questions.map((question) => ({ ...question, ...asked })),
      { id: 'points', kind: 'rating', points: [point, point, point, point, point], ...rest },
      { id: 'easy', kind: 'scale', from: 1, to: 7, low: point, high: point, ...rest },
      { id: 'uses', kind: 'many', options, hasOther: true, ...rest },
      { id: 'again', kind: 'yes-no', ...rest },
      { id: 'word', kind: 'text', ...rest },
      { id: 'people', kind: 'number', ...rest },
      { id: 'since', kind: 'date', ...rest },
    ],
  };
}

/** The same row with this text for everything that was typed. */
function typedBy({ fields }: SurveyRow, text: string): Partial<SurveyRow> {
  if (!fields) return {};
  return {
    fields: (thing) =>
      JSON.parse(JSON.stringify(fields(thing)), (_key, value: unknown) =>
        typeof value === 'string' && /forged/i.test(value) && !value.startsWith('F0FORGED') ? line(text, 60) : value,
      ) as Record<string, Record<string, unknown>>,
  };
}

/** Everything that is said about a survey when nobody presses anything. */
async function sayAll({ coop, actor, makeThing }: SurveyScene, given: SurveyGiven): Promise<void> {
  const { db, bots, workspaceId, help } = coop;
  const { deps } = bots[0]!;
  const { waveId, surveyId, actionId } = await makeThing(given);
  const [maya, ana] = [actor('maya').id, actor('ana').id];
  await syncSoon(db, deps, workspaceId, [
    { key: invitationKey(waveId, maya), channelId: maya },
    { key: channelPostKey(waveId, help), channelId: help },
    { key: waveCardKey(waveId), channelId: ana },
  ]);
  const contents = [
    { to: maya, content: { kind: 'survey-reminder', waveId, to: maya } },
    { to: maya, content: { kind: 'survey-action', actionId, to: maya } },
    { to: ana, content: { kind: 'survey-test', surveyId, version: 1, to: ana } },
    { to: ana, content: { kind: 'survey-action-due', actionId, to: ana } },
    { to: ana, content: { kind: 'letters', waveId } },
  ];
  for (const { to, content } of contents)
    await saySoon(db, deps, workspaceId, { key: `${content.kind}:${waveId}:said`, channelId: to, content });
}

/** What Slack would object to in a form or a message with which a request is answered. */
function objectionsIn(body: string): string[] {
  const { view, text, blocks } = asData(body) as { view?: object; text?: string; blocks?: unknown[] };
  return [...(view ? objectionsToView(view) : []), ...(text && blocks ? objectionsTo({ text, blocks }) : [])];
}

function asData(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return { text: body };
  }
}
