import { expect, it, onTestFinished } from 'vitest';
import { startWorkspace } from '../workspace.ts';
import { startBot } from './listening-bot.ts';

async function aChannel() {
  const slack = await startWorkspace();
  onTestFinished(() => slack.stop());
  const maya = slack.addPerson({ name: 'maya' }).id;
  const help = slack.addChannel({ name: 'help', members: [maya, slack.botUserId] }).id;
  return { slack, maya, help };
}

const ts = (second: number) => `15463008${String(second).padStart(2, '0')}.000100`;

it('puts messages where they were, in threads too, and tells nobody', async () => {
  const { slack, maya, help } = await aChannel();
  const bot = await startBot();
  onTestFinished(() => bot.stop());
  slack.connect(bot.url);
  await slack.post(maya, help, 'today');

  slack.addPast(help, [
    { ts: ts(20), user: maya, text: 'second' },
    { ts: ts(30), user: maya, text: 'an answer', thread_ts: ts(10) },
    { ts: ts(10), user: maya, text: 'first', thread_ts: ts(10) },
  ]);
  await slack.settled();

  expect(slack.messages(help).map(({ text }) => text)).toEqual(['first', 'second', 'today']);
  expect(slack.message(help, ts(10))).toMatchObject({ reply_count: 1, latest_reply: ts(30) });
  expect(slack.message(help, ts(30))).toMatchObject({ parent_user_id: maya });
  expect(bot.events().map(({ text }) => text)).toEqual(['today']);
});

it('sets a stone where the beginning of a thread is missing', async () => {
  const { slack, maya, help } = await aChannel();

  slack.addPast(help, [{ ts: ts(30), user: maya, text: 'an answer to nothing', thread_ts: ts(10) }]);

  expect(slack.messages(help)).toMatchObject([{ ts: ts(10), subtype: 'tombstone', reply_count: 1 }]);
});

it('shows files by their names and says that nothing else of them is there', async () => {
  const { slack, maya, help } = await aChannel();

  slack.addPast(help, [{ ts: ts(10), user: maya, text: 'look', fileNames: ['screen.png', 'notes.txt'] }]);

  expect(slack.messages(help)[0]?.files?.map(({ name, mimetype }) => [name, mimetype])).toEqual([
    ['screen.png', 'text/plain'],
    ['notes.txt', 'text/plain'],
  ]);
  expect(slack.files().map(({ content }) => String(content))).toEqual([
    expect.stringContaining('Only the name'),
    expect.stringContaining('Only the name'),
  ]);
});
