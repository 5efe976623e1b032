import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum } from '@prisma/driver-adapter-utils';
import type { MigrationList, SchemaEngine } from '@prisma/schema-engine-wasm/schema_engine_bg';
import pg from 'pg';

export type Migration = { name: string; sql: string };

/** Everything in our tables is ours. */
const FILTERS = { externalTables: [], externalEnums: [] };

/** PostgreSQL's catalogues have a one-byte type `"char"` that Prisma's engine asks for and its adapter does not know. */
const CATALOGUE_CHAR = 18;

const require = createRequire(import.meta.url);

/**
 * Applies one migration in one transaction together with its line in `_prisma_migrations`, so that a failed or killed one leaves
 * neither; the error is PostgreSQL's own.
 */
export async function applyInTransaction(client: pg.Client, before: Migration[], migration: Migration): Promise<void> {
  await client.query('begin');
  const { engine, firstFailure } = await openEngine(client);
  try {
    await engine.applyMigrations({ migrationsList: migrationList([...before, migration]), filters: FILTERS });
    await client.query('commit');
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw firstFailure() ?? error;
  } finally {
    engine.free();
  }
}

/** The SQL that turns the tables of a database into those of a Prisma schema; empty when they are the same. */
export async function differenceToSchema(client: pg.Client, schema: string): Promise<string> {
  await client.query('begin');
  const { engine } = await openEngine(client);
  try {
    const files = [{ path: 'schema.prisma', content: schema }];
    const from = { tag: 'schemaDatasource' as const, files, configDir: '.' };
    const to = { tag: 'schemaDatamodel' as const, files };
    const { stdout, exitCode } = await engine.diff({ from, to, script: true, exitCode: true, filters: FILTERS });
    return exitCode === 0 ? '' : (stdout ?? '');
  } finally {
    await client.query('rollback').catch(() => undefined);
    engine.free();
  }
}

async function openEngine(client: pg.Client): Promise<{ engine: SchemaEngine; firstFailure: () => unknown }> {
  const adapter = new OneConnection(client);
  const { SchemaEngine } = await loadEngine();
  const engine = await SchemaEngine.new({ datamodels: undefined }, () => undefined, bindMigrationAwareSqlAdapterFactory(adapter));
  return { engine, firstFailure: () => adapter.scriptFailure };
}

let loaded: Promise<typeof import('@prisma/schema-engine-wasm/schema_engine_bg')> | undefined;

/** Loads Prisma's engine (5 MB of WebAssembly) by hand, for Node does not import `.wasm` files by itself. */
function loadEngine() {
  loaded ??= (async () => {
    // Where the engine leaves its last words when it panics; without it nothing but "unreachable" is heard. Prisma's client, when
    // loaded, has one of its own there that does the same.
    if (!('PRISMA_WASM_PANIC_REGISTRY' in globalThis))
      Object.assign(globalThis, { PRISMA_WASM_PANIC_REGISTRY: { set_message: giveUp } });
    const path = require.resolve('@prisma/schema-engine-wasm/schema_engine_bg');
    const engine: typeof import('@prisma/schema-engine-wasm/schema_engine_bg') & { __wbg_set_wasm?: (exports: object) => void } =
      await import('@prisma/schema-engine-wasm/schema_engine_bg');
    const code = await readFile(path.replace(/\.js$/, '.wasm'));
    const { instance } = await WebAssembly.instantiate(code, { './schema_engine_bg.js': importsOf(engine) });
    engine.__wbg_set_wasm?.(instance.exports);
    const begin = instance.exports.__wbindgen_start;
    if (typeof begin === 'function') begin();
    return engine;
  })();
  return loaded;
}

// The engine sets a timer of 10 s that it never clears, and a command would wait for it.
function importsOf(engine: object): WebAssembly.ModuleImports {
  const unheld = (run: () => void, milliseconds: number) => setTimeout(run, milliseconds).unref();
  const functions = Object.entries(engine).map(([name, value]) => [name, name.startsWith('__wbg_setTimeout_') ? unheld : value]);
  return Object.fromEntries(functions);
}

function giveUp(message: string): never {
  throw new Error(`Prisma's schema engine gave up: ${message}`);
}

// Prisma's own adapter draws connections from a pool, and cuts a script at every semicolon, also inside strings and functions. This
// one stays on one connection, inside our transaction, and sends a script whole.
class OneConnection extends PrismaPg {
  scriptFailure: unknown;
  readonly #client: pg.Client;
  #last: Promise<unknown> = Promise.resolve();
  #chars: boolean[] = [];

  constructor(client: pg.Client) {
    // Never connects: the adapter wants to see a pool, and asks it nothing but this.
    const pool = new pg.Pool();
    const query = async (request: pg.QueryArrayConfig) => {
      const result = await client.query(request);
      this.#chars = result.fields.map((field) => field.dataTypeID === CATALOGUE_CHAR);
      for (const field of result.fields) if (field.dataTypeID === CATALOGUE_CHAR) field.dataTypeID = pg.types.builtins.TEXT;
      return result;
    };
    pool.query = query as typeof pool.query;
    super(pool);
    this.#client = client;
  }

  override async connect() {
    const adapter = await super.connect();
    const { queryRaw, executeRaw } = adapter;
    const queryWithChars: typeof queryRaw = async (query) => {
      const found = await queryRaw.call(adapter, query);
      const columnTypes = found.columnTypes.map((type, column) => (this.#chars[column] ? ColumnTypeEnum.Character : type));
      return { ...found, columnTypes };
    };
    adapter.queryRaw = (query) => this.#oneByOne(() => this.#guarded(() => queryWithChars(query)));
    adapter.executeRaw = (query) => this.#oneByOne(() => this.#guarded(() => executeRaw.call(adapter, query)));
    adapter.executeScript = (script) => this.#oneByOne(() => this.#wholeScript(script));
    return adapter;
  }

  // The engine asks several things at once, and a savepoint must hold one of them.
  async #oneByOne<T>(ask: () => Promise<T>): Promise<T> {
    const answer = this.#last.then(ask, ask);
    this.#last = answer.catch(() => undefined);
    return answer;
  }

  // Some questions fail as the engine expects (is there a table yet?), and that must not end the transaction.
  async #guarded<T>(ask: () => Promise<T>): Promise<T> {
    await this.#client.query('savepoint engine');
    try {
      const answer = await ask();
      await this.#client.query('release savepoint engine');
      return answer;
    } catch (error) {
      await this.#client.query('rollback to savepoint engine');
      throw error;
    }
  }

  async #wholeScript(script: string): Promise<void> {
    try {
      await this.#client.query(script);
    } catch (error) {
      this.scriptFailure ??= error;
      throw error;
    }
  }
}

function migrationList(migrations: Migration[]): MigrationList {
  return {
    baseDir: 'prisma/migrations',
    lockfile: { path: 'migration_lock.toml', content: 'provider = "postgresql"\n' },
    shadowDbInitScript: '',
    migrationDirectories: migrations.map(({ name, sql }) => ({
      path: name,
      migrationFile: { path: 'migration.sql', content: { tag: 'ok', value: sql } },
    })),
  };
}
