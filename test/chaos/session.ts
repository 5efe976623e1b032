import { setTimeout as wait } from 'node:timers/promises';
import type { Cooperative } from '#test/support/cooperative.ts';
import type { Delivered } from '#test/workspace/ledger.ts';
import type { Workspace } from '#test/workspace/workspace.ts';
import { calm } from './harness.ts';

/** One of each kind of request that Slack sends to the bot, made by people who use it; answers what was delivered. */
export async function everyKindOfRequest(coop: Cooperative): Promise<Delivered[]> {
  const { slack, people, help, triage, news, quiet } = coop;
  const { maya, tom, ana, ben, lea, ada } = people;
  const card = (number: number) => {
    const found = slack.botMessages(triage).find(({ text }) => text.startsWith(`Request #${number} `));
    if (!found) throw new Error(`request ${number} has no card`);
    return { channel: triage, ts: found.ts };
  };

  const asked = await slack.post(maya.id, help, 'How do I reset my warehouse password?');
  await quiet();
  await slack.post(tom.id, help, `<@${slack.botUserId}> where do I find the price list?`);
  await quiet();
  await slack.post(maya.id, help, 'It is the new one.', { threadTs: asked.ts });
  await slack.edit(maya.id, help, asked.ts, 'How do I reset my password?');
  const mistake = await slack.post(maya.id, help, 'Wrong window, sorry about that message', { threadTs: asked.ts });
  await slack.remove(maya.id, help, mistake.ts);
  await slack.post(maya.id, help, 'Here is a picture', { threadTs: asked.ts, files: [{ name: 'picture.png', content: 'x' }] });
  await slack.postAsOtherBot(help, 'The build is green');
  await slack.leave(ben.id, triage);
  await slack.join(ben.id, triage);
  await slack.post(maya.id, slack.botUserId, 'Hello, is anybody here?');
  await slack.openHome(maya.id);
  await slack.react(maya.id, help, asked.ts, 'eyes');
  await quiet();

  await slack.press(ana.id, card(1), 'Claim');
  await quiet();
  await slack.press(ana.id, card(1), 'Reply');
  await slack.submit(ana.id, await openForm(slack, ana.id), { 'Your answer': 'Open the settings, then "Password".' });
  await quiet();
  await slack.press(ana.id, card(1), 'Resolve…');
  await slack.submit(ana.id, await openForm(slack, ana.id));
  await quiet();
  await slack.press(ana.id, card(1), 'Undo');
  await slack.command(ben.id, triage, '/triage', 'claim 2');
  await slack.command(ana.id, triage, '/triage', 'list');
  await slack.command(ana.id, triage, '/triage', 'show 1');
  await slack.command(lea.id, news, '/digest', 'preview');
  await slack.command(lea.id, news, '/digest', 'post');
  await slack.command(ada.id, help, '/rochdale', 'help');
  await slack.command(ada.id, help, '/rochdale', 'setup');
  await slack.submit(ada.id, await openForm(slack, ada.id));
  await slack.shortcut(maya.id, 'no-such-shortcut');
  await slack.shortcut(maya.id, 'no-such-action', { channel: help, ts: asked.ts });
  await calm({ slack, pool: coop.database.pool });
  return slack.ledger.delivered.filter(({ kind }) => kind !== 'raw');
}

/** The id of the form a person has open, once it can be filled in: some show a moment of patience first. */
export async function openForm(slack: Workspace, userId: string): Promise<string> {
  const patience = AbortSignal.timeout(5000);
  for (;;) {
    const view = slack.views(userId).at(-1);
    if (view?.callback_id) return String(view.id);
    if (patience.aborted) throw new Error(`${userId} was not shown a form: ${JSON.stringify(view?.blocks)}`);
    await wait(5);
  }
}

/** The kinds among these deliveries, each by its first. */
export function oneOfEach(deliveries: Delivered[]): Map<string, Delivered> {
  const kinds = new Map<string, Delivered>();
  for (const delivery of deliveries) if (!kinds.has(delivery.type)) kinds.set(delivery.type, delivery);
  return kinds;
}

/** The body of a delivery as data: an event's envelope, a command's fields, an interaction's payload. */
export function bodyOf({ contentType, body }: Delivered): Record<string, unknown> {
  if (contentType === 'application/json') return JSON.parse(body) as Record<string, unknown>;
  const fields = Object.fromEntries(new URLSearchParams(body));
  return fields.payload === undefined ? fields : (JSON.parse(fields.payload) as Record<string, unknown>);
}

/** The other way round: how such a body travels. */
export function asSent({ contentType, kind }: Pick<Delivered, 'contentType' | 'kind'>, body: Record<string, unknown>): string {
  if (contentType === 'application/json') return JSON.stringify(body);
  if (kind === 'interactive') return new URLSearchParams({ payload: JSON.stringify(body) }).toString();
  const fields = new URLSearchParams();
  for (const [name, value] of Object.entries(body)) {
    for (const one of Array.isArray(value) ? value : [value])
      fields.append(name, typeof one === 'string' ? one : (JSON.stringify(one) ?? ''));
  }
  return fields.toString();
}
