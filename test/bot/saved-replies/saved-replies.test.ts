import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fillIn, unknownPlaceholders } from '#bot/saved-replies/placeholders.ts';
import { archiveReply, filledReply, MOST_REPLIES, savedRepliesFor, saveReply } from '#bot/saved-replies/saved-replies.ts';
import { ANA, aTicketView, LEA, MAYA, openDesk, WORKSPACE } from '#test/support/factories.ts';

const lea = { workspaceId: WORKSPACE, deskId: 'main', actorId: LEA };
const hello = { name: 'Password reset', text: 'Hello {name}, press {link}.' };
const facts = { name: 'Maya', organisation: 'Riverbend', number: '#12', staff: 'Ana', link: 'https://coop.slack.com/x' };

describe('placeholders', () => {
  it('are filled for one member, in any letters and with spaces', () => {
    const text = 'Hello {name} of { Organisation }: {NUMBER}, {link}. {staff}';

    expect(fillIn(text, facts)).toBe('Hello Maya of Riverbend: #12, https://coop.slack.com/x. Ana');
  });

  it('that a member’s own name looks like are not filled again', () => {
    expect(fillIn('Hello {name}', { ...facts, name: '{staff}' })).toBe('Hello {staff}');
  });

  it('nobody knows are named, while other braces are left alone', () => {
    expect(unknownPlaceholders('Hi {nmae} and {Name}, {constructor}, {}, {a b}, { "a": 1 }')).toEqual(['nmae', 'constructor']);
    expect(fillIn('{} {a b} {toString}', facts)).toBe('{} {a b} {toString}');
  });

  it('never make filling fail, whatever is in the text', () => {
    fc.assert(fc.property(fc.string(), (text) => typeof fillIn(text, facts) === 'string'));
  });
});

describe('saved replies', () => {
  it('are kept by leads under a readable id, changed, and put away', async () => {
    const { deps, db } = await openDesk();

    await saveReply(deps, lea, hello);
    await saveReply(deps, lea, { name: 'Contraseña ¡nueva!', text: 'Hola' });
    await saveReply(deps, lea, { id: 'password-reset', name: 'Password', text: 'Hello {name}.' });
    await archiveReply(deps, lea, 'contrasena-nueva');

    const { replies, mayChange } = await savedRepliesFor(db, WORKSPACE, ANA);
    expect(replies.map(({ id, name, text }) => [id, name, text])).toEqual([['password-reset', 'Password', 'Hello {name}.']]);
    expect(mayChange).toBe(false);
    expect((await savedRepliesFor(db, WORKSPACE, LEA)).mayChange).toBe(true);
    expect((await db.auditEntry.findMany()).map(({ action, actorId }) => [action, actorId])).toEqual([
      ['saved-reply.saved', LEA],
      ['saved-reply.saved', LEA],
      ['saved-reply.saved', LEA],
      ['saved-reply.archived', LEA],
    ]);
  });

  it('of the same name twice are refused, and two of nearly the same get ids of their own', async () => {
    const { deps, db } = await openDesk();
    await saveReply(deps, lea, hello);
    await saveReply(deps, lea, { ...hello, name: 'Password reset!' });

    await expect(saveReply(deps, lea, { ...hello, name: ' PASSWORD  reset' })).rejects.toThrow('named "PASSWORD reset" already');
    expect((await db.savedReply.findMany({ orderBy: { id: 'asc' } })).map(({ id }) => id)).toEqual([
      'password-reset',
      'password-reset-2',
    ]);
  });

  it.each([
    [{ ...hello, name: ' ' }, 'give it a name'],
    [{ ...hello, text: '' }, 'what the reply says'],
    [{ ...hello, text: 'x'.repeat(2501) }, '2500 characters'],
    [
      { ...hello, text: 'Hello {nmae} <!channel>' },
      'I cannot fill in {nmae}. I know {name}, {organisation}, {number}, {staff}, {link}.',
    ],
  ])('that cannot be used are refused with what to mend', async (typed, sentence) => {
    const { deps, db } = await openDesk();

    await expect(saveReply(deps, lea, typed)).rejects.toThrow(sentence);
    expect(await db.savedReply.count()).toBe(0);
  });

  it('are changed by leads only, and seen by staff only', async () => {
    const { deps, db } = await openDesk();

    await expect(saveReply(deps, { ...lea, actorId: ANA }, hello)).rejects.toThrow('Only leads');
    await expect(archiveReply(deps, { ...lea, actorId: ANA }, 'x')).rejects.toThrow('Only leads');
    await expect(archiveReply(deps, lea, 'x')).rejects.toThrow('not there any more');
    await expect(savedRepliesFor(db, WORKSPACE, MAYA)).rejects.toThrow('for the staff');
  });

  it('are as many as fit into one list', async () => {
    const { deps, db } = await openDesk();
    const data = Array.from({ length: MOST_REPLIES }, (_, index) => ({
      workspaceId: WORKSPACE,
      deskId: 'main',
      id: `r${index}`,
      name: `Reply ${index}`,
      text: 'Hello',
    }));
    await db.savedReply.createMany({ data });

    await expect(saveReply(deps, lea, hello)).rejects.toThrow('90 saved replies at most');
  });

  it('say "there" and "your organisation" where nothing better is known, and no link to a place nobody sees', async () => {
    const { deps, db } = await openDesk();
    await saveReply(deps, lea, { name: 'All', text: '{name}|{organisation}|{number}|{staff}|{link}' });
    const view = aTicketView({ requester: { name: null, language: null, organisation: null }, ticket: { channelId: MAYA } });

    expect(await filledReply(db, view, ANA, 'all')).toBe('there|your organisation|#12|the team|your request #12');
  });
});
