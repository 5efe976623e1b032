import { expect, it } from 'vitest';
import { RIGHTS, type Role } from '#bot/rights/rights.ts';
import { HOSTILE_TEXTS } from '#test/support/hostile-texts.ts';
import { report } from './figures.ts';
import { calm } from './harness.ts';
import { liveIn, markupIn, outgoingMarkup } from './live-markup.ts';
import { TOOL_MATRIX } from './permission-tool-matrix.ts';
import type { Given, ToolRow } from './permission-tool-rows.ts';
import { setTheToolScene } from './permission-tool-scene.ts';
import { DONE_WITHIN_MS, PATIENCE_MS, sizeOf } from './sizes.ts';

const { rounds } = sizeOf('hostileToolTexts');
/** The address that every tool here links to, and those of the bot's own that lead to a message. */
const OWN_LINKS = /^https:\/\/([a-z0-9.]+\/archives\/[A-Z0-9]+\/p\d+|example\.org\/(agreement)?)(\|[^|<>]*)?$/;

it(
  '32: no hostile text in a tool, an organisation, a name, an answer or a form is live in anything that is said of a sign-up',
  async () => {
    const scene = await setTheToolScene();
    const { coop, actors, actor, call, refusals, said } = scene;
    const { slack, db, database, workspaceId } = coop;
    const rows = Object.entries(TOOL_MATRIX).flatMap(([handler, all]) => all.map((row) => ({ handler, row })));
    const answers: string[] = [];
    let refused = 0;
    for (let count = 0; count < rows.length * rounds; count += 1) {
      const { handler, row } = rows[count % rows.length]!;
      // A step that shares no factor with how many there are: all sorts are met early, and in the end all texts.
      const text = kept(HOSTILE_TEXTS[(count * 37) % HOSTILE_TEXTS.length] ?? '');
      const able = actors.filter((one) => mayDo(row, one.name, one.roles(row)));
      const one = able[count % able.length]!;
      await db.organisation.updateMany({ where: { workspaceId, id: 'maple' }, data: { name: line(text, 80) } });
      await db.member.updateMany({ where: { workspaceId, id: actor('maya').id }, data: { displayName: line(text, 50) } });
      const thing = await scene.makeThing(full(row.given, text));
      const from = refusals(one.id).length;
      const { answer } = await call({ handler, actor: one, thing, row: { ...row, ...typedBy(row, text) } });
      answers.push(answer);
      refused += refusals(one.id).length - from;
      if (count % 10 === 0) await slack.openHome(actor('maya').id);
    }
    await slack.command(actor('lea').id, coop.triage, '/digest', 'preview');
    await calm({ slack, pool: database.pool }, { within: DONE_WITHIN_MS });

    const ids = [...actors.map(({ id }) => id), ...(await db.member.findMany()).map(({ id }) => id), 'U0SOMEBODY'];
    const known = { ids: new Set([...ids, slack.botUserId, coop.help, coop.triage]), ownLinks: OWN_LINKS };
    const beside = [...said.heard, ...answers].flatMap((body) => markupIn(asData(body)));
    const everything = [...outgoingMarkup(slack), ...beside];
    // The one link with words of ours on it: what staff handed on, from a host the tool names, with its address below.
    const outgoing = everything.filter((text) => text !== '<link>');
    const links = slack.ledger.calls('views.open').filter(({ args }) => JSON.stringify(args).includes('provisioning.link-shown'));
    const live = outgoing.flatMap((one) => liveIn(one, known).map((what) => `${what} in ${one.slice(0, 200)}`));
    report('32', { 'calls about tools': answers.length, refused, 'texts sent': outgoing.length, live: live.length });
    expect(refused).toBe(0);
    expect(outgoing.length).toBeGreaterThan(answers.length);
    expect([...new Set(live)]).toEqual([]);
    expect(everything.length - outgoing.length).toBe(links.length);
  },
  PATIENCE_MS,
);

const mayDo = ({ deed, notFor = [] }: ToolRow, name: string, roles: Role[]) =>
  !notFor.includes(name) && RIGHTS[deed].some((role: Role) => roles.includes(role));

/** As the store takes it. */
const kept = (text: string) => text.toWellFormed().replaceAll('\0', '');
const line = (text: string, most: number) => kept([...text.trim().replaceAll(/\s+/g, ' ')].slice(0, most).join('').trim()) || 'x';

/** A thing with this text wherever somebody can have written one. */
function full({ tool, signUp, ...given }: Given, text: string): Given {
  const fields = [{ id: 'why', label: line(text, 140), kind: 'text', isOptional: true, options: [], hint: line(text, 140) }];
  const some = kept(text.slice(0, 290)).trim() || 'x';
  return {
    ...given,
    tool: {
      ...{ name: line(text, 80), summary: some, forWhom: some, cost: some, category: line(text, 60), welcome: some, fields },
      ...{ checklist: [line(text, 140)], links: [{ label: line(text, 60), url: 'https://example.org/' }] },
      ...tool,
    },
    signUp: {
      ...{ answers: { why: kept(text.slice(0, 2900)) }, declineReason: 'other', declineText: some, webhookProblem: some },
      ...signUp,
    },
  };
}

/** The same row with this text for everything that was typed. */
function typedBy({ fields }: ToolRow, text: string): Partial<ToolRow> {
  if (!fields) return {};
  return {
    fields: (thing) =>
      JSON.parse(JSON.stringify(fields(thing)), (_key, value: unknown) => {
        if (typeof value !== 'string' || !/forged/i.test(value) || /[/@]/.test(value) || value === 'F0FORGED') return value;
        // Two tools of one name are no two tools.
        return `${thing.toolId} ${line(text, 60)}`;
      }) as Record<string, Record<string, unknown>>,
  };
}

function asData(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return { text: body };
  }
}
