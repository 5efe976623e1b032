import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { HELP, readOptions } from '../options.ts';

it('asks for nothing: without options the demo goes on at its usual place', () => {
  expect(readOptions([])).toEqual({ isHelp: false, port: 1844, isFresh: false, history: undefined });
});

it('understands every option', () => {
  expect(readOptions(['--port', '3210', '--fresh', '--export', 'some/export.zip', '--channel=help'])).toEqual({
    isHelp: false,
    port: 3210,
    isFresh: true,
    history: { path: resolve('some/export.zip'), channel: 'help' },
  });
  expect(readOptions(['-h']).isHelp).toBe(true);
});

it.each([
  [['--fast'], 'There is no option --fast. npm run demo -- --help lists all options.'],
  [['-x'], 'There is no option -x. npm run demo -- --help lists all options.'],
  [['export.zip'], '"export.zip" belongs to no option. npm run demo -- --help lists all options.'],
  [['--fresh=yes'], '--fresh takes no value. npm run demo -- --help lists all options.'],
  [['--port'], '--port needs a number, for example: npm run demo -- --port 3210'],
  [['--port', 'eighty'], '"eighty" is not a port. Use a number from 0 to 65535.'],
  [['--port', '65536'], '"65536" is not a port. Use a number from 0 to 65535.'],
  [['--port=-1'], '"-1" is not a port. Use a number from 0 to 65535.'],
  [['--export'], '--export needs a file, for example: npm run demo -- --export export.zip'],
  [['--export', '--fresh'], '--export needs a file, for example: npm run demo -- --export export.zip'],
  [['--export='], '--export needs a file, for example: npm run demo -- --export export.zip'],
  [['--export', 'a.zip', '--channel'], '--channel needs the name of a channel of the export, for example: --channel help'],
  [['--channel', 'help'], '--channel goes with --export, which is missing. npm run demo -- --help lists all options.'],
])('says in a sentence what is wrong with %j', (args, sentence) => {
  expect(() => readOptions(args)).toThrow(new Error(sentence));
});

it('lists every option in its help', () => {
  expect([...HELP.matchAll(/^ {2}(--\w+)/gm)].map(([, name]) => name)).toEqual([
    '--port',
    '--fresh',
    '--export',
    '--channel',
    '--help',
  ]);
});
