import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { anExport, message, reply, ts, writeFolder } from '#test/replay/small-exports.ts';
import { startWorkspace } from '#test/workspace/workspace.ts';
import { readHistory, settleHistory } from '../history.ts';
import { quiet } from '../riverbend/play.ts';
import { startDemo } from '../start.ts';
import { emptyFolder } from './demo-command.ts';

const FILES = anExport({
  help: [
    message('UMAYA', 0, 'How do I sign up?', { files: [{ id: 'F1', name: 'form.pdf', mimetype: 'application/pdf' }] }),
    reply('UROSA', 60, 0, 'Here is how'),
    message('UMAYA', 100, 'And how do I leave?'),
    reply('UROSA', 120, 100, 'Like this'),
    reply('UDEVON', 130, 100, 'Or like that'),
    reply('UGONE', 140, 100, 'I knew, once'),
    reply('UGONE', 150, 100, 'And more'),
    reply('UGONE', 160, 0, 'And more'),
    reply('UTOM', 170, 90, 'an answer to nothing'),
  ],
  'help-triage': [
    message('UTOM', 200, 'a channel of that name'),
    { type: 'message', subtype: 'bot_message', bot_id: 'B01', username: 'weather', text: 'Rain', ts: ts(210) },
    message('USLACKBOT', 220, 'Reminder'),
  ],
});
const PEOPLE = (FILES['users.json'] as { id: string }[]).map((person) => ({
  ...person,
  deleted: person.id === 'UGONE',
  is_restricted: person.id === 'UTOM',
}));

async function settled() {
  const path = await writeFolder(await emptyFolder(), { ...FILES, 'users.json': PEOPLE });
  const slack = await startWorkspace({ botUserId: 'UROCHDALE' });
  onTestFinished(() => slack.stop());
  const source = await readHistory({ path, channel: undefined }, new Date('2026-04-01T00:00:00Z'));
  return { slack, ...(await settleHistory(slack, source)) };
}

describe('the history of an export', () => {
  it('is in the channels as it was written, with threads, authors and the names of files', async () => {
    const { slack } = await settled();

    expect(slack.messages('C1').map((one) => [one.ts, one.text, one.user, one.reply_count])).toEqual([
      [ts(0), 'How do I sign up?', 'UMAYA', 2],
      [ts(90), 'This message was deleted.', 'USLACKBOT', 1],
      [ts(100), 'And how do I leave?', 'UMAYA', 4],
    ]);
    expect(slack.message('C1', ts(0))?.files).toMatchObject([{ name: 'form.pdf' }]);
    expect(slack.messages('C1', { threadTs: ts(0) }).at(1)).toMatchObject({ user: 'UROSA', text: 'Here is how' });
  });

  it('keeps bots bots, and Slackbot', async () => {
    const { slack, cast } = await settled();

    expect(slack.message('C2', ts(210))).toMatchObject({ subtype: 'bot_message', bot_id: 'B01', username: 'weather' });
    expect(slack.memory().teams.get(slack.teamId)?.people.get('USLACKBOT')?.isBot).toBe(true);
    expect(cast.flatMap(({ people }) => people.map(({ id }) => id))).not.toContain('USLACKBOT');
  });

  it('makes staff of those who answered and are still there, in a channel of their own', async () => {
    const { slack, staff, triage } = await settled();

    expect(staff).toEqual(['UROSA', 'UDEVON']);
    expect(slack.members(triage)).toEqual(['UROSA', 'UDEVON', 'UROCHDALE']);
    expect(slack.memory().teams.get(slack.teamId)?.channels.get(triage)).toMatchObject({
      name: 'help-triage-2',
      kind: 'private',
    });
  });

  it('names everybody who can act, somebody who asks first and staff after', async () => {
    const { cast } = await settled();

    expect(cast).toEqual([
      {
        group: 'People of the export',
        people: [
          { id: 'UMAYA', name: 'UMAYA', handle: 'umaya', note: '' },
          { id: 'UROSA', name: 'UROSA', handle: 'urosa', note: 'lead and admin' },
          { id: 'UDEVON', name: 'UDEVON', handle: 'udevon', note: 'staff' },
          { id: 'UTOM', name: 'UTOM', handle: 'utom', note: 'guest' },
        ],
      },
    ]);
  });

  it('is old news: everybody has read it', async () => {
    const { slack } = await settled();

    const marks = slack.memory().teams.get(slack.teamId)?.readMarks;
    expect(marks?.get('UMAYA C1')).toBe(ts(100));
    expect(marks?.get('UTOM C2')).toBe(ts(220));
  });
});

const REAL = join(import.meta.dirname, '../../../../shared/data/slack-export-racket-2019.zip');

it.skipIf(!existsSync(REAL))(
  'begins with a whole year of a real channel in a few seconds (skipped where the export is not at hand)',
  { timeout: 60_000 },
  async () => {
    const dataFolder = join(await emptyFolder(), 'demo');
    const started = performance.now();

    const { slack, bot, playground, stop } = await startDemo({
      port: 0,
      dataFolder,
      history: { path: REAL, channel: undefined },
    });

    onTestFinished(stop);
    const seconds = (performance.now() - started) / 1000;
    const [team] = slack.memory().teams.values();
    const [channel] = [...(team?.channels.values() ?? [])].filter(({ name }) => name === 'racket-help');
    expect(channel?.messages.size).toBeGreaterThanOrEqual(5706);
    expect(seconds).toBeLessThan(15);
    expect(await bot.deps.db.ticket.count()).toBe(0);

    const [asker, lead] = playground.cast()[0]?.people ?? [];
    const { ts: asked } = await slack.post(asker?.id ?? '', channel?.id ?? '', 'How do I install a package from a folder?');
    await quiet({ deps: bot.deps, slack });
    expect(await bot.deps.db.ticket.findMany()).toMatchObject([{ ts: asked, state: 'open' }]);
    expect(lead?.note).toBe('lead and admin');
  },
);
