import { describe, expect, it } from 'vitest';
import { applyImport, previewImport } from '#bot/imports/imports.ts';
import { readPeopleFile } from '#bot/imports/people-file.ts';
import { appliedLine, previewLines } from '#bot/imports/preview.ts';
import { rememberMembers } from '#bot/members/members.ts';
import { addOrganisation, aPerson } from '#test/bot/members/some-people.ts';
import { ANA, MAYA, MONDAY_TEN, openDesk, TOM, WORKSPACE } from '#test/support/factories.ts';

async function cooperative() {
  const { db, deps } = await openDesk();
  await addOrganisation(db, 'Maple', ['maple.coop']);
  await addOrganisation(db, 'Oak');
  await db.organisation.updateMany({ where: { id: 'maple' }, data: { size: 12, region: 'North' } });
  await db.organisationContact.create({
    data: { workspaceId: WORKSPACE, organisationId: 'maple', role: 'billing', email: 'maya@maple.coop' },
  });
  const tom = aPerson({ id: TOM, displayName: 'Tom', email: 'tom@oak.coop', language: null });
  await rememberMembers(db, WORKSPACE, [aPerson(), tom], MONDAY_TEN);
  const take = async (...lines: string[]) => {
    const file = readPeopleFile(Buffer.from(lines.join('\n')));
    const plan = await previewImport(db, WORKSPACE, file);
    const apply = (more: { skipsProblems?: boolean; fingerprint?: string } = {}) =>
      applyImport(deps, file, {
        workspaceId: WORKSPACE,
        actorId: ANA,
        fingerprint: plan.fingerprint,
        skipsProblems: false,
        ...more,
      });
    return { plan, lines: previewLines(plan), apply };
  };
  return { db, deps, take, organisation: (id: string) => db.organisation.findFirstOrThrow({ where: { id } }) };
}

describe('a file of organisations', () => {
  it('shows what it would change, and changes exactly that', async () => {
    const { db, take } = await cooperative();
    const { lines, apply, plan } = await take(
      'organisation,domain,size,joined,contact: billing',
      'MAPLE,maple.coop,14,,maya@maple.coop tom@oak.coop',
      'Oak,oak.coop,,,',
      'Elm,elm.coop,3,2019-05-01,',
      'Mapel,,,,',
    );

    const { outcome } = await apply();

    expect(lines).toEqual([
      '2 new organisations, 2 changed, 0 unchanged; 1 member moves.',
      'New: Elm',
      'New: Mapel (is this not Maple?)',
      'Maple: size 12 → 14, contact for billing tom@oak.coop',
      'Oak: domain oak.coop',
      '1 member moves to Oak',
    ]);
    expect(outcome).toBe('applied');
    expect(appliedLine(plan)).toBe('Done: 2 new organisations, 2 changed, 0 unchanged; 1 member moves.');
    expect(await db.organisation.findMany({ orderBy: { name: 'asc' } })).toMatchObject([
      { name: 'Elm', size: 3, joinedOn: new Date('2019-05-01T00:00:00Z') },
      { name: 'Mapel' },
      { id: 'maple', name: 'Maple', size: 14, region: 'North', joinedOn: null },
      { id: 'oak', name: 'Oak', size: null },
    ]);
    expect(await db.member.findFirst({ where: { id: TOM } })).toMatchObject({ organisationId: 'oak', belongsBy: 'domain' });
    expect((await db.organisationContact.findMany({ orderBy: { email: 'asc' } })).map(({ email }) => email)).toEqual([
      'maya@maple.coop',
      'tom@oak.coop',
    ]);
    expect(await db.auditEntry.findMany()).toMatchObject([
      { actorId: ANA, action: 'people.imported', detail: { organisationsAdded: 2, organisationsChanged: 2, membersMoved: 1 } },
    ]);
  });

  it('changes nothing when it is taken in a second time', async () => {
    const { take } = await cooperative();
    const rows = [
      'organisation,domain,size,region,time zone,plan,joined,contact',
      'Elm,elm.coop,3,South,UTC,Full,2019-05-01,x@elm.coop',
    ];
    await (await take(...rows)).apply();

    const { lines, apply } = await take(...rows);

    expect(lines).toEqual(['0 new organisations, 0 changed, 1 unchanged.', 'Nothing would change.']);
    expect((await apply()).outcome).toBe('applied');
  });

  it('leaves alone what it leaves empty, and what it does not name', async () => {
    const { db, take, organisation } = await cooperative();

    await (await take('organisation;size;region;domain;contact: billing', 'Maple;;;;')).apply();

    expect(await organisation('maple')).toMatchObject({ size: 12, region: 'North' });
    expect(await db.organisation.count()).toBe(2);
    expect(await db.organisationDomain.count()).toBe(1);
    expect(await db.organisationContact.count()).toBe(1);
  });

  it('moves a domain, and the people with it, when it names it for another organisation', async () => {
    const { db, take } = await cooperative();
    const { lines, apply } = await take('organisation,domain', 'Oak,maple.coop');

    await apply();

    expect(lines).toEqual([
      '0 new organisations, 1 changed, 0 unchanged; 1 member moves.',
      'Oak: domain maple.coop, until now of Maple',
      '1 member moves to Oak',
    ]);
    expect(await db.member.findFirst({ where: { id: MAYA } })).toMatchObject({ organisationId: 'oak' });
  });

  it('changes nothing while it has problems, unless those rows are to be left out', async () => {
    const { db, take } = await cooperative();
    const { lines, apply } = await take('organisation,size', 'Elm,many', 'Birch,4');

    const refused = await apply();
    const organisations = await db.organisation.count();
    const applied = await apply({ skipsProblems: true });

    expect(lines).toContain('Row 2, size: “many” is not a number of people. Write digits only, such as 12.');
    expect(refused.outcome).toBe('problems');
    expect(organisations).toBe(2);
    expect(appliedLine(applied.plan)).toBe(
      'Done: 1 new organisation, 0 changed, 0 unchanged. 1 row with a problem was left out.',
    );
    expect((await db.organisation.findMany({ orderBy: { name: 'asc' } })).map(({ name }) => name)).toEqual([
      'Birch',
      'Maple',
      'Oak',
    ]);
  });

  it('does nothing when something changed since it was shown, and shows it anew', async () => {
    const { db, take, organisation } = await cooperative();
    const { plan, apply } = await take('organisation,size', 'Maple,14');
    await db.organisation.updateMany({ where: { id: 'maple' }, data: { size: 13 } });

    const { outcome, plan: now } = await apply();
    const before = await organisation('maple');
    const again = await apply({ fingerprint: now.fingerprint });

    expect(outcome).toBe('changed');
    expect(before.size).toBe(13);
    expect(now.fingerprint).not.toBe(plan.fingerprint);
    expect(previewLines(now)).toContain('Maple: size 13 → 14');
    expect(again.outcome).toBe('applied');
    expect(await organisation('maple')).toMatchObject({ size: 14 });
  });

  it('is applied once when it is applied twice at once', async () => {
    const { db, take } = await cooperative();
    const { apply } = await take('organisation', 'Elm');

    const outcomes = await Promise.all([apply(), apply()]);

    expect(outcomes.map(({ outcome }) => outcome).toSorted()).toEqual(['applied', 'changed']);
    expect(await db.auditEntry.count()).toBe(1);
  });
});

describe('a file of members', () => {
  it('says by hand where people belong, and what they speak and do', async () => {
    const { db, take } = await cooperative();
    const { lines, apply } = await take(
      'email,organisation,language,role',
      'MAYA@maple.coop,oak,es,Treasurer',
      'tom@oak.coop,,,',
      'zoe@elm.coop,Oak,,',
      'ann@oak.coop,Oka,,',
    );

    await apply({ skipsProblems: true });

    expect(lines).toEqual([
      '1 member changed, 1 unchanged; 1 member moves.',
      'Row 5, organisation: There is no organisation “Oka”. Import the organisations first, then the members.',
      'Maya: organisation Maple → Oak, language en → es, role Treasurer',
      '1 member moves to Oak',
      'Row 4: zoe@elm.coop is not in Slack (yet); this row is not kept',
    ]);
    expect(await db.member.findFirst({ where: { id: MAYA } })).toMatchObject({
      organisationId: 'oak',
      belongsBy: 'hand',
      language: 'es',
      languageBy: 'file',
      role: 'Treasurer',
    });
    expect(await db.member.findFirst({ where: { id: TOM } })).toMatchObject({
      organisationId: null,
      belongsBy: null,
      language: null,
      languageBy: null,
    });
    expect(await db.member.count()).toBe(2);
  });

  it('leaves alone the language that somebody chose, and says so; Slack does not overrule what a file said', async () => {
    const { db, take } = await cooperative();
    await db.member.updateMany({ where: { id: MAYA }, data: { language: 'es', languageBy: 'chosen' } });

    const { lines, apply } = await take('email,language,role', 'maya@maple.coop,fr,Treasurer', 'tom@oak.coop,fr,');
    await apply();
    await rememberMembers(db, WORKSPACE, [aPerson({ id: TOM, email: 'tom@oak.coop', language: 'en' })], MONDAY_TEN);

    expect(lines).toContain('Maya: stays with es, which they chose themselves');
    expect(lines).toContain('Maya: role Treasurer');
    expect(await db.member.findMany({ orderBy: { id: 'asc' }, select: { id: true, language: true, languageBy: true } })).toEqual(
      [
        { id: MAYA, language: 'es', languageBy: 'chosen' },
        { id: TOM, language: 'fr', languageBy: 'file' },
      ].toSorted((one, other) => (one.id < other.id ? -1 : 1)),
    );
  });

  it('leaves to the domain who belongs there already', async () => {
    const { db, take } = await cooperative();

    await (await take('email,organisation', 'maya@maple.coop,Maple')).apply();

    expect(await db.member.findFirst({ where: { id: MAYA } })).toMatchObject({ organisationId: 'maple', belongsBy: 'domain' });
  });
});

it('a preview of thousands of rows is short, and quick to make and to apply', async () => {
  const { db, take } = await cooperative();
  const rows = Array.from({ length: 2000 }, (_, index) => `Organisation ${index},o${index}.coop,${index}`);
  const started = performance.now();

  const { lines, apply } = await take('organisation,domain,size', ...rows);
  await apply();

  expect(lines[0]).toBe('2000 new organisations, 0 changed, 0 unchanged.');
  expect(lines).toHaveLength(12);
  expect(lines.at(-1)).toBe('… and 1990 more new ones');
  expect(await db.organisation.count()).toBe(2002);
  expect(performance.now() - started).toBeLessThan(10_000);
});
