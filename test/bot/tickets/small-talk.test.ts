import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSmallTalk, isThanks } from '#bot/tickets/small-talk.ts';
import { workingMs } from '#test/support/working-time.ts';

describe('small talk opens no ticket', () => {
  it.each([
    'thanks',
    'Thank you so much!!',
    'ty',
    'thx :)',
    'Thanks a lot for your help, everyone',
    'thaaaanks',
    'THANK YOU',
    'no thanks',
    'Thanks again all!',
    'ok',
    'OK, perfect. Thanks!',
    'great',
    'great - thanks!',
    'Got it 👍',
    "that's great, thanks",
    'That worked, thank you very much',
    'wow, thanks!',
    'hello',
    'Good morning everyone',
    'hiiiii',
    'Happy Friday team',
    "you're welcome",
    'no problem at all',
    'lol',
    'hahahaha',
    'LOOOL',
    'oh ok, cool',
    'muchas gracias',
    'Mil gracias por tu ayuda',
    '¡Buenos días!',
    'BUENOS DÍAS A TODAS Y TODOS',
    'buen di\u0301a',
    'jajajaja',
    'vale, perfecto',
    'de nada',
    'ok gracias',
    'Graciaaaas',
    'hola hola',
    'feliz cumpleaños 🎂',
    'hasta mañana',
  ])('"%s"', (text) => {
    expect(isSmallTalk(text)).toBe(true);
  });

  it('whoever it mentions and whatever channel it points to', () => {
    const texts = [
      '<@U0ABC> thanks',
      'thanks <@U0ABC|ana>!',
      '<!here> good morning',
      '<!subteam^S12|@staff> hello',
      'gracias, <#C12|general>',
      '<@W1>',
    ];

    expect(texts.filter((text) => !isSmallTalk(text))).toEqual([]);
  });

  it('with any emoji, or nothing but emoji', () => {
    const texts = [
      '👍',
      '👍🏽👍🏽',
      ':+1:',
      ':+1::skin-tone-3:',
      'thanks :partyparrot:',
      ':clap: :clap:',
      '❤️',
      'thanks &lt;3',
      '🇪🇸 buenos días',
      '👩‍💻 hi',
    ];

    expect(texts.filter((text) => !isSmallTalk(text))).toEqual([]);
  });

  it('when nothing is said at all', () => {
    expect(['', '   ', '\n', '...', '!', '*'].filter((text) => !isSmallTalk(text))).toEqual([]);
  });
});

describe('a request is never taken for small talk', () => {
  it.each([
    'thanks, but it still fails',
    'gracias, pero sigue sin funcionar',
    'thanks in advance for looking at my invoice',
    'hello?',
    '?',
    'ok?',
    '¿hola',
    'ok ？',
    'help',
    'please',
    'por favor',
    'ayuda',
    'I need help',
    'help everyone',
    'not great',
    'no good',
    'not ok',
    'hello my printer is broken',
    'hi, zoom',
    'thanks <https://example.org/broken>',
    '<mailto:ana@example.org|mail>',
    'thanks `error`',
    'ok 404',
    '+1',
    'same here',
    'thanks Jérôme',
    'again!',
    'everyone',
    'de nuevo',
    'hola, no puedo entrar',
    'no va',
    'buenos días, la contraseña',
    'problem',
    'no',
    'yes',
    'he',
    'hoja',
    'hijo',
    '你好',
    'спасибо',
    'thanks для',
    'good morning, who can open the door',
    'perfect, one more thing',
    'it worked before',
    'it does not work now',
    'cool, url',
    'ok so what now',
  ])('"%s"', (text) => {
    expect(isSmallTalk(text)).toBe(false);
  });

  it('when an emoji in it may be a cry for help', () => {
    const texts = [
      '🆘',
      ':sos:',
      'thanks 🚨',
      ':rotating_light:',
      ':help-desk:',
      'hello :question:',
      '❓',
      '⁉️',
      '🎫',
      ':ticket:',
      '👎',
      ':-1:',
      '🙋‍♀️',
      ':broken_heart:',
    ];

    expect(texts.filter((text) => isSmallTalk(text))).toEqual([]);
  });

  it('when any word beside the thanks is not on the lists', () => {
    const aThanks = fc.constantFrom('thanks', 'ok', 'muchas gracias', 'good morning', '👍');
    const aWord = fc.constantFrom('but', 'pero', 'broken', 'invoice', 'factura', 'cannot', 'why', 'login', '500', 'zoom');

    fc.assert(
      fc.property(fc.array(aThanks, { maxLength: 4 }), aWord, fc.array(aThanks, { maxLength: 4 }), (before, word, after) => {
        expect(isSmallTalk([...before, word, ...after].join(' '))).toBe(false);
      }),
    );
  });
});

describe('thanks reopens nothing', () => {
  it.each(['thanks', 'ok', 'perfecto, gracias', 'hello, thank you', '👍', ':pray:', 'it works now', 'great 🎉'])(
    '"%s"',
    (text) => {
      expect(isThanks(text)).toBe(true);
    },
  );

  it.each(['hello', 'hola 🙏', 'lol', 'good morning', '', '🎂', 'sorry', 'thanks, but it fails', 'thanks?'])(
    'but "%s" is not thanks',
    (text) => {
      expect(isThanks(text)).toBe(false);
    },
  );
});

it('decides on 40,000 characters at once, whatever they are', () => {
  const hostile = [
    '<',
    '<@',
    ':',
    ':a',
    ':a_',
    'a',
    'ha',
    'lo',
    'lol',
    'thanks ',
    '👍',
    '&lt;',
    '&',
    "'",
    '?',
    'e\u0301',
    '\u200d',
    '\ufdfa',
  ].map((part) => part.repeat(40_000 / part.length));
  const taken = () => hostile.filter((text) => isSmallTalk(text) || isThanks(text));

  expect(taken()).toEqual([]);
  expect(workingMs(taken, 50)).toBeLessThan(50);
});

it('decides quickly at the length it still reads, whatever is in it', () => {
  const hostile = ['<', '<@', ':', ':a', ':a_', 'a', 'ha', 'haj', 'lo', 'thanks ', 'so ', '👍', '&lt;', '\ufdfa'].map((part) =>
    part.repeat(500 / part.length),
  );

  expect(workingMs(() => hostile.map(isSmallTalk), 50)).toBeLessThan(50);
});
