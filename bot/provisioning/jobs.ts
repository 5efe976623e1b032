import { z } from 'zod';
import { findSignUp, organisationOf } from '#bot/sign-ups/sign-up.ts';
import type { SlackDeps } from '#bot/slack/clients.ts';
import type { Renderer } from '#bot/slack/posting.ts';
import type { Voice } from '#bot/slack/saying.ts';
import { findTool } from '#bot/tools/tool.ts';
import { wordsFor } from '#bot/words/words.ts';
import type { Task } from '#bot/worker.ts';
import { signUpCard } from './blocks.ts';
import { cardOf } from './card.ts';
import { LINK_NEWS } from './links.ts';
import { linkMessage, readyMessage } from './member-blocks.ts';
import { READY_NEWS } from './provisioning.ts';
import { CALL_WEBHOOK } from './starting.ts';
import { Call, callWebhook, noteFailure } from './webhooks.ts';

export function provisioningTasks(deps: SlackDeps): Record<string, Task> {
  return {
    [CALL_WEBHOOK]: {
      run: (payload) => callWebhook(deps, Call.parse(payload)),
      givenUp: (payload, problem) => noteFailure(deps, Call.parse(payload), problem),
    },
  };
}

const renderCard: Renderer = async (tx, _deps, workspaceId, id) => {
  const card = await cardOf(tx, workspaceId, Number(id));
  return card ? signUpCard(card) : 'nothing';
};

export const provisioningRenderers: Record<string, Renderer> = { 'sign-up': renderCard };

const News = z.object({ signUpId: z.number(), note: z.string().default('') });
const Ready = z.object({ signUpId: z.number(), to: z.string() });

const sayReady: Voice = {
  render: async (tx, _deps, workspaceId, content) => {
    const { signUpId, to } = Ready.parse(content);
    const signUp = await findSignUp(tx, workspaceId, signUpId);
    const { endsAt, link, memberId } = signUp;
    const tool = await findTool(tx, workspaceId, signUp.toolId);
    const member = await tx.member.findUnique({ where: { workspaceId_id: { workspaceId, id: to } } });
    const facts = { tool, signUpId, endsAt, name: member?.displayName ?? '', organisation: await organisationOf(tx, signUp) };
    // It works once: the whole list would race for it.
    return readyMessage({ ...facts, hasLink: link !== null && to === memberId }, await wordsFor(tx, workspaceId, to));
  },
};

const sayLink: Voice = {
  render: async (tx, _deps, workspaceId, content) => {
    const { signUpId, note } = News.parse(content);
    const signUp = await findSignUp(tx, workspaceId, signUpId);
    const tool = await findTool(tx, workspaceId, signUp.toolId);
    return linkMessage({ tool, signUpId, note }, await wordsFor(tx, workspaceId, signUp.memberId));
  },
};

export const provisioningVoices: Record<string, Voice> = { [READY_NEWS]: sayReady, [LINK_NEWS]: sayLink };
