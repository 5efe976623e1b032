import type { App } from '@slack/bolt';

const KINDS = ['action', 'command', 'event', 'options', 'shortcut', 'view'] as const;

/** Something Slack can send that somebody listens to: a button's id, a form's, a command, an event. */
export type Handler = { kind: (typeof KINDS)[number]; id: string };

/** Keeps a list of what is registered from now on, so that it can be asked of the running bot what it listens to. */
export function listHandlers(app: App): readonly Handler[] {
  const handlers: Handler[] = [];
  for (const kind of KINDS) {
    const register = app[kind].bind(app) as (id: unknown, ...listeners: unknown[]) => void;
    Object.assign(app, {
      [kind]: (id: unknown, ...listeners: unknown[]) => {
        handlers.push({ kind, id: nameOf(id) });
        register(id, ...listeners);
      },
    });
  }
  return handlers;
}

/** A listener is registered for an id, a pattern, or an object that names its id. */
function nameOf(id: unknown): string {
  if (typeof id === 'string' || id instanceof RegExp) return String(id);
  return Object.values(id as Record<string, unknown>)
    .map(String)
    .join(' ');
}
