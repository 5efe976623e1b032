import { expect, it } from 'vitest';
import { nudge, putAside } from '#bot/waiting/blocks.ts';
import { wordsIn } from '#bot/words/words.ts';

it('the reminder says who needs an answer, what the question was, and what happens otherwise', () => {
  const { text } = nudge({ ticketId: 12, ownerId: 'U0ANA', question: 'Which month?' }, wordsIn('en'));

  expect(text).toBe(
    'Hello! <@U0ANA> still needs an answer from you for your request *#12*.\nThe question was: Which month?\nJust write it here. If you no longer need help, tell us that, too. If we hear nothing, we put the request aside in 5 working days.',
  );
});

it('the reminder is in Spanish for who reads Spanish', () => {
  const { text } = nudge({ ticketId: 12, ownerId: null, question: '¿De qué mes?' }, wordsIn('es'));

  expect(text).toBe(
    '¡Hola! Alguien de nuestro equipo todavía necesita una respuesta tuya para tu solicitud *#12*.\nLa pregunta era: ¿De qué mes?\nEscribe aquí tu respuesta. Si ya no necesitas ayuda, dínoslo también. Si no sabemos nada de ti, dejamos la solicitud a un lado en 5 días laborables.',
  );
});

it('what staff asked is quoted, never rendered', () => {
  const { text, blocks } = nudge(
    { ticketId: 12, ownerId: 'U0ANA', question: '<!channel> & <https://evil.org|bank>?' },
    wordsIn('en'),
  );

  expect(text).toContain('&lt;!channel&gt; &amp; &lt;https://evil.org|bank&gt;?');
  expect(blocks?.[2]).toMatchObject({ type: 'rich_text' });
});

it('a reminder without a known question still says what is needed', () => {
  expect(nudge({ ticketId: 12, ownerId: 'U0ANA', question: null }, wordsIn('en')).text).not.toContain('The question was');
});

it.each([
  ['en', 'We did not hear from you, so we have put your request *#12* aside. Nothing is lost: write here and we go on with it.'],
  [
    'es',
    'No hemos sabido de ti, así que hemos dejado tu solicitud *#12* a un lado. No se pierde nada: escribe aquí y seguimos con ella.',
  ],
])('being put aside is told kindly, with the way back (%s)', (language, sentence) => {
  expect(putAside(12, wordsIn(language)).text).toBe(sentence);
});
