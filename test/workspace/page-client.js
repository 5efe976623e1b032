// What the page's files share: who and where one is, the last state, and talking to the server.
import { element } from './page-text.js';

export const at = (id) => document.getElementById(id);
export const place = { as: '', channel: '', thread: '', isHome: false };
export const shared = {
  people: [],
  names: new Map(),
  state: undefined,
  refresh: async () => undefined,
  go: async () => undefined,
};

export async function ask(path, body) {
  const response = await fetch(
    path,
    body === undefined ? {} : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) },
  );
  const answer = await response.json();
  if (!answer.ok) throw new Error(answer.error);
  return answer;
}

/** Does something as the person; what goes wrong is shown above the message box. */
export async function act(name, ...given) {
  try {
    return (await ask(`/control/${name}`, given)).result;
  } catch (error) {
    at('notices').replaceChildren(element('p', {}, error.message));
    return undefined;
  } finally {
    await shared.refresh();
  }
}
