import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { type Cooperative, startCooperative } from '#test/support/cooperative.ts';
import { report } from './figures.ts';
import { calm } from './harness.ts';
import { openForm } from './session.ts';
import { DONE_WITHIN_MS, PATIENCE_MS } from './sizes.ts';

it(
  '33: an address a member wrote is never fetched by us, and none of our messages lets Slack unfold one',
  async () => {
    const trap = await setTrap();
    const coop = await startCooperative();

    await tellTheStory(coop, trap.url);

    const posts = coop.slack.ledger.calls('chat.postMessage');
    const unfolding = posts.filter(({ args }) => String(args.unfurl_links) !== 'false' || String(args.unfurl_media) !== 'false');
    const withAddress = posts.filter(({ args }) => JSON.stringify(args).includes(trap.host));
    const owned = await coop.db.ownedMessage.findMany({ select: { key: true } });
    const said = await coop.db.saidMessage.findMany({ select: { content: true } });
    const kinds = new Set([
      ...owned.map(({ key }) => key.split(':')[0]),
      ...said.map(({ content }) => (content as { kind: string }).kind),
    ]);
    report('33', {
      posts: posts.length,
      kinds: [...kinds].sort().join(' '),
      'with an address': withAddress.length,
      hits: trap.hits.length,
    });
    expect(unfolding.map(({ args }) => args)).toEqual([]);
    expect(trap.hits).toEqual([]);
    expect([...kinds]).toEqual(expect.arrayContaining(['card', 'acknowledgement', 'copy', 'staff-reply', 'digest']));
    expect(withAddress.length).toBeGreaterThan(5);
  },
  PATIENCE_MS,
);

it('33: the trap notices whoever comes', async () => {
  const trap = await setTrap();

  await fetch(trap.url);

  expect(trap.hits).toEqual(['GET /invoice.html']);
});

/** A server that nobody has any business asking. */
async function setTrap(): Promise<{ url: string; host: string; hits: string[] }> {
  const hits: string[] = [];
  const server = createServer((request, response) => {
    hits.push(`${request.method} ${request.url}`);
    response.end('caught');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url: `http://${host}/invoice.html`, host, hits };
}

/** The address in everything people can write, name or give to us. */
async function tellTheStory(coop: Cooperative, url: string): Promise<void> {
  const { slack, people, help, triage, news, quiet } = coop;
  const { maya, tom, ana, lea } = people;
  const link = `<${url}>`;
  await coop.db.workspace.updateMany({ data: { name: url } });
  await slack.changePerson(maya.id, { realName: url, name: url });
  await slack.changePerson(ana.id, { realName: url });

  const files = [{ name: url, content: url }];
  const { ts } = await slack.post(maya.id, help, `How do I open ${link} or <${url}|this>?`, { files });
  await quiet();
  await slack.post(maya.id, help, `I mean ${link}`, { threadTs: ts, files });
  await slack.edit(maya.id, help, ts, `How do I open ${link}, please?`);
  await slack.post(tom.id, help, `<@${slack.botUserId}> and ${link}?`);
  await slack.post(tom.id, slack.botUserId, `Please look at ${link} for me`);
  await tellOfForeignFile(coop, url);
  await quiet();

  const [card] = slack.botMessages(triage);
  const place = { channel: triage, ts: card?.ts ?? '' };
  await slack.post(ana.id, triage, `A note: ${link}`, { threadTs: place.ts });
  await slack.press(ana.id, place, 'Claim');
  await slack.press(ana.id, place, 'Reply');
  await slack.submit(ana.id, await openForm(slack, ana.id), { 'Your answer': `It is at ${url}` });
  await slack.post(ana.id, help, `It is at ${link}`, { threadTs: ts });
  await quiet();
  await giveCells(coop, url);
  for (const [who, command, text] of [
    [tom, '/ticket', url],
    [ana, '/log', `phone <@${tom.id}> ${url}`],
    [ana, '/member', url],
    [ana, '/triage', `note 1 ${link}`],
    [ana, '/triage', `reply 1 ${link}`],
    [ana, '/triage', `search ${url}`],
    [ana, '/triage', 'list'],
    [ana, '/triage', 'show 1'],
    [lea, '/digest', 'preview'],
    [lea, '/digest', 'post'],
  ] as const)
    await slack.command(who.id, who === lea ? news : triage, command, text).catch(() => undefined);
  await slack.openHome(maya.id);
  await slack.openHome(ana.id);
  await setUpWith(coop, url);
  await calm({ slack, pool: coop.database.pool }, { within: DONE_WITHIN_MS });
  await slack.press(ana.id, place, 'ticket.solve').catch(() => undefined);
  await slack.command(lea.id, triage, '/digest', 'post');
  await calm({ slack, pool: coop.database.pool }, { within: DONE_WITHIN_MS });
}

/** A file that lies elsewhere, as Slack tells of those from Google Drive. */
async function tellOfForeignFile({ slack, people, help, clock }: Cooperative, url: string): Promise<void> {
  const ts = `${Math.floor(clock.now().getTime() / 1000) + 1}.000900`;
  const file = {
    id: 'F0FOREIGN',
    name: 'sheet',
    is_external: true,
    url_private: url,
    permalink: url,
    thumb_360: url,
    mimetype: 'text/csv',
  };
  const event = {
    type: 'message',
    subtype: 'file_share',
    channel: help,
    channel_type: 'channel',
    user: people.tom.id,
    ts,
    event_ts: ts,
  };
  const body = JSON.stringify({
    type: 'event_callback',
    event_id: 'EvFOREIGN',
    team_id: slack.teamId,
    api_app_id: slack.appId,
    event: {
      ...event,
      text: `What does ${url} say?`,
      files: [file],
      attachments: [{ from_url: url, image_url: url, text: url }],
    },
  });
  await slack.deliverRaw({ body, headers: { 'content-type': 'application/json', ...slack.sign(body) } });
}

/** A file of people whose cells all hold the address, and, forged, a file that lies elsewhere. */
async function giveCells({ slack, people, help, quiet }: Cooperative, url: string): Promise<void> {
  const { id } = people.ada;
  const topView = () => String(slack.views(id).at(-1)?.id);
  await slack.command(id, help, '/rochdale', 'setup');
  await openForm(slack, id);
  await slack.press(id, { view: topView() }, 'Import people (CSV)');
  const file = slack.uploadFile(id, 'people.csv', `organisation,domain,size\n${url},${url},${url}\n"${url}",,3\n`);
  await slack.submit(id, topView(), { file });
  const sent = slack.ledger.deliveries('view_submission').at(-1);
  await quiet();
  const forged = (sent?.body ?? '')
    .replaceAll(encodeURIComponent(slack.pageUrl), encodeURIComponent(url))
    .replace(/trigger_id%22%3A%22/, '$&forged-');
  await slack.deliverRaw({ body: forged, headers: { 'content-type': sent?.contentType ?? '', ...slack.sign(forged) } });
  await quiet();
  for (const { ts } of slack.botMessages(slack.directChannel(id)))
    for (const label of ['Apply', 'Apply the others'])
      await slack.press(id, { channel: slack.directChannel(id), ts }, label).catch(() => undefined);
  for (const view of slack.views(id)) await slack.closeView(id, String(view.id)).catch(() => undefined);
}

/** A desk and topics that are called like the address. */
async function setUpWith({ slack, people, help }: Cooperative, url: string): Promise<void> {
  const { id } = people.ada;
  await slack.command(id, help, '/rochdale', 'setup');
  const form = await openForm(slack, id);
  await slack.submit(id, form, { 'What are requests about?': `${url}\nother`, 'Name of your desk': url });
}
