import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable, pipeline as startPipeline } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { StringDecoder } from 'node:string_decoder';
import { createGunzip, createGzip } from 'node:zlib';
import { z } from 'zod';

// A backup is gzip'd lines of JSON: a header, then for each table its name and its rows, then the sequences, then a footer with the
// number of rows and the SHA-256 of every byte before it.

const FORMAT = 'rochdale backup';

const Header = z.object({
  format: z.literal(FORMAT),
  version: z.number(),
  at: z.string(),
  migrations: z.array(z.object({ name: z.string(), checksum: z.string() })),
});
export type Header = z.infer<typeof Header>;

const TableLine = z.object({ table: z.object({ schema: z.string(), name: z.string(), columns: z.array(z.string()) }) });
export type BackupTable = z.infer<typeof TableLine>['table'];

const SequencesLine = z.object({ sequences: z.array(z.object({ schema: z.string(), name: z.string(), value: z.string() })) });
export type Sequences = z.infer<typeof SequencesLine>['sequences'];

const Footer = z.object({ end: z.object({ rows: z.number(), sha256: z.string() }) });

/** One thing a backup says, in this order: the header, each table followed by its rows in batches, the sequences. */
export type BackupPart = { header: Header } | { table: BackupTable } | { rows: string[] } | { sequences: Sequences };

// Of the format that is written; no other is read.
const VERSION = 1;

export function header(at: string, migrations: Header['migrations']): BackupPart {
  return { header: { format: FORMAT, version: VERSION, at, migrations } };
}

/** Writes a backup under its name only once it is whole and on the disk; nobody but its owner can read it. */
export async function writeBackup(file: string, parts: AsyncIterable<BackupPart>): Promise<{ rows: number }> {
  const unfinished = `${file}.${process.pid}.new`;
  const count = { rows: 0 };
  try {
    await rm(unfinished, { force: true });
    await pipeline(
      Readable.from(encode(parts, count)),
      createGzip(),
      createWriteStream(unfinished, { mode: 0o600, flags: 'wx', flush: true }),
    );
    await rename(unfinished, file);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
  return count;
}

async function* encode(parts: AsyncIterable<BackupPart>, count: { rows: number }): AsyncGenerator<string> {
  const hash = createHash('sha256');
  for await (const part of parts) {
    if ('rows' in part) count.rows += part.rows.length;
    const lines = 'rows' in part ? part.rows.map(rowLine).join('') : `${JSON.stringify('header' in part ? part.header : part)}\n`;
    hash.update(lines);
    yield lines;
  }
  yield `${JSON.stringify({ end: { rows: count.rows, sha256: hash.digest('hex') } })}\n`;
}

// A row is kept as PostgreSQL wrote it, for JavaScript's numbers would round it. A bare line break in it can only be white space
// between the tokens of a stored document.
function rowLine(row: string): string {
  return `=${row.replace(/[\r\n]/g, ' ')}\n`;
}

/** Reads a backup part by part; throws one clear error when it is another file, cut short, changed, or of another format. */
export async function* readBackup(file: string): AsyncGenerator<BackupPart> {
  const unpacked = createGunzip();
  // What goes wrong reaches the loop below through the stream.
  startPipeline(createReadStream(file), unpacked, () => undefined);
  try {
    yield* decode(unpacked);
  } catch (cause) {
    if (cause instanceof BackupError) throw new Error(`${file} cannot be restored: ${cause.message}. Nothing was changed.`);
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`${file} is not a whole Rochdale backup (${reason}). Nothing was changed.`, { cause });
  } finally {
    unpacked.destroy();
  }
}

class BackupError extends Error {}

async function* decode(stream: AsyncIterable<Buffer>): AsyncGenerator<BackupPart> {
  const hash = createHash('sha256');
  let count = 0;
  let isWhole = false;
  for await (const lines of linesOf(stream)) {
    let rows: string[] = [];
    for (const line of lines) {
      if (isWhole) throw new Error('it goes on after its end');
      const end = readFooter(line);
      isWhole = end !== undefined;
      if (end && (end.rows !== count || end.sha256 !== hash.digest('hex')))
        throw new BackupError('it was changed after it was written (its checksum is wrong)');
      if (end) continue;
      hash.update(`${line}\n`);
      if (line.startsWith('=')) {
        rows.push(line.slice(1));
        count++;
      } else {
        yield { rows };
        rows = [];
        yield readLine(line);
      }
    }
    yield { rows };
  }
  if (!isWhole) throw new Error('it ends too early');
}

function readFooter(line: string): { rows: number; sha256: string } | undefined {
  return line.startsWith('{"end"') ? Footer.parse(JSON.parse(line)).end : undefined;
}

function readLine(line: string): BackupPart {
  const said: unknown = JSON.parse(line);
  const part = z.union([TableLine, SequencesLine, Header]).parse(said);
  if (!('format' in part)) return part;
  if (part.version !== VERSION)
    throw new BackupError(`it has format ${part.version} and this version of Rochdale reads format ${VERSION}`);
  return { header: part };
}

// Not node:readline, which also ends a line at separators that may stand inside a member's text.
async function* linesOf(stream: AsyncIterable<Buffer>): AsyncGenerator<string[]> {
  const decoder = new StringDecoder('utf8');
  let begun = '';
  for await (const piece of stream) {
    const lines = (begun + decoder.write(piece)).split('\n');
    begun = lines.pop() ?? '';
    yield lines;
  }
  if (begun + decoder.end() !== '') throw new Error('it ends too early');
}
