import { describe, expect, it } from 'vitest';
import { addNote } from '#bot/handling/notes.ts';
import { resolveAsUsual } from '#bot/tickets/tickets.ts';
import { ANA, BEN, by, MAYA, TRIAGE } from '#test/support/factories.ts';
import { deskWithThree } from './some-tickets.ts';

const note = { text: 'She rang last week, too', key: 'note:V1' };

describe('a note', () => {
  it('goes under the card, once however often the form is sent, in every state', async () => {
    const { deps, sayings, kinds } = await deskWithThree();
    await resolveAsUsual(deps, by(ANA));

    await addNote(deps, by(ANA), note);
    await addNote(deps, by(ANA), note);

    expect(await sayings()).toMatchObject([
      { channelId: TRIAGE, underKey: 'card:1', content: { kind: 'note', text: note.text } },
    ]);
    expect(await kinds()).toEqual(['opened', 'resolved', 'noted']);
  });

  it('is neither empty nor endless, and never a member’s', async () => {
    const { deps, kinds } = await deskWithThree();

    await expect(addNote(deps, by(ANA), { ...note, text: ' \n' })).rejects.toThrow('write the note first');
    await expect(addNote(deps, by(ANA), { ...note, text: 'x'.repeat(3001) })).rejects.toThrow('3000 characters');
    await expect(addNote(deps, by(MAYA), note)).rejects.toThrow('for the staff');
    expect(await kinds()).toEqual(['opened']);
  });

  it('on a private request is for its readers to write', async () => {
    const { deps, db, kinds } = await deskWithThree();
    await db.desk.updateMany({ data: { readers: [ANA] } });
    await db.ticket.updateMany({ where: { id: 1 }, data: { isPrivate: true } });

    await expect(addNote(deps, by(BEN), note)).rejects.toThrow('Only its named readers');
    await addNote(deps, by(ANA), note);

    expect(await kinds()).toEqual(['opened', 'noted']);
  });
});
