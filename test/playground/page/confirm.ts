// A question before something is done: a dialog of our own, since the browser's own stops the page and looks like nothing here.
import { element } from './dom.ts';

let asked = 0;

/** Asks, and settles once the person has answered; Escape is no. */
export function askFirst(question: {
  title: string;
  text: string;
  confirm: string;
  deny: string;
  isDanger?: boolean;
}): Promise<boolean> {
  asked += 1;
  const [titleId, textId] = [`question-${asked}`, `question-text-${asked}`];
  return new Promise((resolve) => {
    let answer = false;
    const say = (said: boolean) => () => {
      answer = said;
      dialog.close();
    };
    const yes = element(
      'button',
      { type: 'button', class: `control ${question.isDanger ? 'danger' : 'primary'}`, onclick: say(true) },
      question.confirm,
    );
    const no = element('button', { type: 'button', class: 'control', onclick: say(false) }, question.deny);
    const dialog = element(
      'dialog',
      { class: 'confirm', role: 'alertdialog', 'aria-labelledby': titleId, 'aria-describedby': textId },
      element('h2', { id: titleId }, question.title),
      element('p', { id: textId }, question.text),
      element('footer', {}, no, yes),
    );
    dialog.addEventListener('keydown', (event) => event.stopPropagation());
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(answer);
    });
    document.body.append(dialog);
    dialog.showModal();
    (question.isDanger ? no : yes).focus();
  });
}
