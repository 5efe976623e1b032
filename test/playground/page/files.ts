// A field that takes files: chosen or dropped, sent to the workspace at once, named until the form is sent.
import { shared, upload } from './client.ts';
import { element } from './dom.ts';
import type { Control, Use } from './surface.ts';
import { objects } from './words.ts';

const MOST = 10;

export function fileField(use: Use): Control {
  const most = typeof use.element.max_files === 'number' ? use.element.max_files : MOST;
  const types = Array.isArray(use.element.filetypes) ? use.element.filetypes.map(String) : [];
  let files = objects(use.entry.files).map((file) => ({ id: String(file.id), name: String(file.name ?? file.title ?? file.id) }));

  const picker = element('input', {
    id: use.id,
    type: 'file',
    multiple: most > 1,
    accept: types.map((type) => `.${type}`).join(','),
    'aria-label': use.isNamed ? undefined : 'Files',
  });
  const names = element('ul', { class: 'names' });
  const status = element('p', { class: 'quiet', role: 'status' });
  const hint = most === 1 ? 'or drop one here' : 'or drop them here';
  const drop = element('div', { class: 'drop' }, picker, element('span', { class: 'quiet' }, hint));
  const node = element('div', { class: 'uploads' }, names, drop, status);

  function draw(): void {
    names.replaceChildren(
      ...files.map((file) => element('li', { class: 'chip' }, element('span', {}, file.name), removal(file))),
    );
    drop.hidden = files.length >= most;
  }

  function removal(file: { id: string; name: string }): HTMLElement {
    const remove = (): void => {
      files = files.filter(({ id }) => id !== file.id);
      status.textContent = '';
      draw();
      picker.focus();
    };
    return element('button', { type: 'button', 'aria-label': `Remove ${file.name}`, onclick: remove }, '×');
  }

  async function take(given: File[]): Promise<void> {
    const problems: string[] = [];
    for (const file of given) {
      const problem = files.length >= most ? `No more than ${most} ${most === 1 ? 'file' : 'files'}.` : await send(file);
      if (problem) problems.push(problem);
    }
    status.textContent = [...new Set(problems)].join(' ');
    picker.value = '';
    draw();
    use.settle?.();
  }

  /** Sends a file; what is wrong with it, if anything is. */
  async function send(file: File): Promise<string | undefined> {
    const ending = file.name.split('.').at(-1)?.toLowerCase() ?? '';
    if (types.length > 0 && !types.includes(ending)) return `Only these can be added: ${types.join(', ')}.`;
    status.textContent = `Adding ${file.name}…`;
    try {
      files = [...files, { id: await upload(shared.place.as, file), name: file.name }];
      draw();
      return undefined;
    } catch (error) {
      return `${file.name} could not be added: ${error instanceof Error ? error.message : String(error)}`;
    }
  }

  picker.addEventListener('change', () => void take([...(picker.files ?? [])]));
  node.addEventListener('dragover', (event) => {
    event.preventDefault();
    node.classList.add('over');
  });
  node.addEventListener('dragleave', () => node.classList.remove('over'));
  node.addEventListener('drop', (event) => {
    event.preventDefault();
    node.classList.remove('over');
    void take([...(event.dataTransfer?.files ?? [])]);
  });
  draw();
  return {
    node,
    target: picker,
    read: () => files.map(({ id }) => id),
    snapshot: () => {
      const kept = files;
      return () => {
        files = kept;
        draw();
      };
    },
  };
}
