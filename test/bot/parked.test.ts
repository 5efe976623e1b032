import { describe, expect, it } from 'vitest';
import { announceParked, parkedJobs, retryParked } from '#bot/parked.ts';
import { addJobs, type Job } from '#bot/queue.ts';
import { saySoon } from '#bot/slack/outbox.ts';
import { replyToMember } from '#bot/tickets/tickets.ts';
import { ANA, by, HELP, MAYA, openDesk, TRIAGE, WORKSPACE } from '#test/support/factories.ts';

const ELSEWHERE = 'C0ELSEWHERE';

async function desk() {
  const open = await openDesk();
  const { db, deps } = open;
  return {
    ...open,
    /** A job whose process died in its last try: all tries are spent and nobody was there to say so. */
    diesInItsLastTry: async (job: Omit<Job, 'key' | 'payload'> & { payload?: Job['payload'] }) => {
      const key = `test:${job.task}:${JSON.stringify(job.payload)}`;
      await addJobs(db, deps, [{ ...job, payload: { workspaceId: WORKSPACE, ...job.payload }, key }]);
      await spendTries(key);
    },
    spendTries,
    writes: async (eventId: string, event: Record<string, unknown>) => {
      const body = { event: { type: 'message', channel: HELP, user: MAYA, ts: '1772445600.000100', ...event } };
      await db.inboxEvent.create({ data: { workspaceId: WORKSPACE, eventId, body, receivedAt: deps.now() } });
    },
    setAside: async (key: string) => {
      await db.saidMessage.updateMany({ where: { key }, data: { parkedAt: deps.now(), problem: 'refused' } });
    },
    /** What waits to be said, by where. */
    saidIn: async (channelId: string) => {
      const rows = await db.saidMessage.findMany({ where: { channelId }, orderBy: { id: 'asc' } });
      return rows.map(({ content, threadTs }) => ({ text: String(Reflect.get(content as object, 'text')), threadTs }));
    },
  };

  async function spendTries(key: string): Promise<void> {
    await db.$executeRaw`update graphile_worker._private_jobs set attempts = max_attempts where key = ${key}`;
  }
}

describe('what was given up', () => {
  it('13: is told to the member too when the process died in the last try, once', async () => {
    const { deps, diesInItsLastTry, writes, saidIn } = await desk();
    await writes('Ev1', { text: 'My order is lost' });
    await diesInItsLastTry({ task: 'process-event', payload: { eventId: 'Ev1' } });

    await announceParked(deps);
    await announceParked(deps);

    const told = await saidIn(HELP);
    expect(told).toEqual([{ text: expect.stringContaining('Our team has been told'), threadTs: '1772445600.000100' }]);
    expect(await saidIn(TRIAGE)).toEqual([
      { text: expect.stringContaining(`what <@${MAYA}> wrote in <#${HELP}>`), threadTs: null },
    ]);
  });

  it('is no reason to speak in a channel where the bot has no business', async () => {
    const { deps, diesInItsLastTry, writes, saidIn } = await desk();
    await writes('Ev1', { channel: ELSEWHERE });
    await diesInItsLastTry({ task: 'process-event', payload: { eventId: 'Ev1' } });

    await announceParked(deps);

    expect(await saidIn(ELSEWHERE)).toEqual([]);
    expect(await saidIn(TRIAGE)).toHaveLength(1);
  });

  it('is not said to be known to a team before there is one', async () => {
    const { db, deps, diesInItsLastTry, writes, saidIn } = await desk();
    await db.workspace.updateMany({ data: { setUpAt: null } });
    await writes('Ev1', { channel: 'D0MAYA' });
    await diesInItsLastTry({ task: 'process-event', payload: { eventId: 'Ev1' } });

    await announceParked(deps);

    const [apology] = await saidIn('D0MAYA');
    expect(apology?.text).toContain('Sorry, something broke on our side');
    expect(apology?.text).not.toContain('team');
  });

  it('is told again when it was tried again and given up again', async () => {
    const { db, deps, time, diesInItsLastTry, spendTries, saidIn } = await desk();
    await diesInItsLastTry({ task: 'close-ticket', payload: { ticketId: 4 } });
    await announceParked(deps);
    const [parked] = await parkedJobs({ db });

    await retryParked(deps, [parked!.id]);
    await spendTries('test:close-ticket:{"ticketId":4}');
    time.now = new Date(time.now.getTime() + 60_000);
    await announceParked(deps);

    expect(await saidIn(TRIAGE)).toHaveLength(2);
  });

  it('is named in words staff know, all of it in one message', async () => {
    const { deps, diesInItsLastTry, say, saidIn } = await desk();
    await say(MAYA, 'My order is lost', { ts: '1772445600.000100' });
    const sync = (key: string) => diesInItsLastTry({ task: 'sync-message', payload: { key, channelId: TRIAGE } });
    await sync('card:1');
    await sync('acknowledgement:1');
    await sync(`copy:${HELP}:1772445600.000100`);
    await sync('digest:2026-W10');
    await diesInItsLastTry({ task: 'close-ticket', payload: { ticketId: 7 } });
    await diesInItsLastTry({ task: 'say-waiting', payload: { channelId: MAYA } });

    await announceParked(deps);

    const [notice, ...more] = await saidIn(TRIAGE);
    expect(more).toEqual([]);
    expect(notice?.text.split('\n')).toEqual([
      ':warning: These things did not work, and I have stopped trying:',
      '• the card of request #1',
      '• telling the member that request #1 has come in',
      '• what was written under request #1',
      '• the digest of week 10',
      '• closing request #7',
      `• what waits to be said in <@${MAYA}>`,
      expect.stringContaining('`npm run jobs`'),
    ]);
  });

  it('is counted and not listed where it is very much', async () => {
    const { deps, diesInItsLastTry, saidIn } = await desk();
    for (let ticketId = 1; ticketId <= 13; ticketId += 1) await diesInItsLastTry({ task: 'close-ticket', payload: { ticketId } });

    await announceParked(deps);

    expect((await saidIn(TRIAGE))[0]?.text).toContain('closing request #10\n• and 3 more');
  });
});

describe('an answer that could not be said', () => {
  it('is told to the staff member who wrote it, and named to the desk, without its words', async () => {
    const { db, deps, say, setAside, saidIn } = await desk();
    await say(MAYA, 'My order is lost');
    await replyToMember(deps, by(ANA), { text: 'It is in the cellar', key: 'reply:1' });
    await setAside('reply:1');

    await announceParked(deps);
    await announceParked(deps);

    const offers = await db.saidMessage.findMany({ where: { channelId: ANA } });
    const { id } = await db.saidMessage.findFirstOrThrow({ where: { key: 'reply:1' } });
    expect(offers.map(({ content }) => content)).toEqual([{ kind: 'lost-reply', ticketId: 1, saidId: String(id) }]);
    const [notice, ...more] = await saidIn(TRIAGE);
    expect(more).toEqual([]);
    expect(notice?.text).toContain(`the answer of <@${ANA}> to request #1`);
    expect(notice?.text).not.toContain('cellar');
  });

  it('is not told of when it is itself only such a notice', async () => {
    const { db, deps, say, setAside, saidIn } = await desk();
    await say(MAYA, 'My order is lost');
    await replyToMember(deps, by(ANA), { text: 'It is in the cellar', key: 'reply:1' });
    await setAside('reply:1');
    await announceParked(deps);
    const { key } = await db.saidMessage.findFirstOrThrow({ where: { channelId: ANA } });
    await setAside(key);

    await announceParked(deps);

    expect(await saidIn(TRIAGE)).toHaveLength(1);
  });

  it('is named by its place when it was no answer', async () => {
    const { db, deps, setAside, saidIn } = await desk();
    const content = { kind: 'text', text: 'Hello' };
    await db.$transaction((tx) => saySoon(tx, deps, WORKSPACE, { key: 'hello', channelId: HELP, content }));
    await setAside('hello');

    await announceParked(deps);

    expect((await saidIn(TRIAGE))[0]?.text).toContain(`This did not work, and I have stopped trying: a message for <#${HELP}>.`);
  });
});
