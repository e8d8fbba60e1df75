import { CompiledQuery, type Expression, type Kysely, sql } from "kysely";
import { isPostgres } from "./dialect.ts";

/** Placeholder for a value that is only known when the query runs. */
class Placeholder {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

/**
 * A query that is compiled once per dialect, for queries that run thousands of times a second: building one with Kysely
 * costs more than running it.
 *
 *     const byName = prepare((db: Kysely<Schema>, value: Value<{ name: string }>) =>
 *       db.selectFrom("users").selectAll().where("name", "=", value("name")).compile());
 *     const rows = await byName(db, { name: "anna" });
 */
export function prepare<Schema, Row, Values extends object>(
  build: (db: Kysely<Schema>, value: Value<Values>) => CompiledQuery<Row>,
): (db: Kysely<Schema>, values: Values) => Promise<Row[]> {
  const forDialect = perDialect((db: Kysely<Schema>) =>
    build(db, (name) => placeOf<Values[typeof name]>(db, new Placeholder(name))),
  );
  return async (db, values) => {
    const compiled = forDialect(db);
    const parameters = compiled.parameters.map((given) =>
      given instanceof Placeholder ? values[given.name as keyof Values] : given,
    );
    return run(db, compiled, parameters);
  };
}

/** Runs a compiled query with these parameters. @throws the driver's error */
export async function run<Schema, Row>(
  db: Kysely<Schema>,
  compiled: CompiledQuery<Row>,
  parameters: readonly unknown[],
): Promise<Row[]> {
  const shortCut = shortCuts.get(db);
  if (shortCut) return shortCut(compiled.sql, parameters) as Row[];
  return (await db.executeQuery<Row>({ ...compiled, parameters })).rows;
}

/** A statement without values or rows, such as `commit`. */
export function command(text: string): <Schema>(db: Kysely<Schema>) => Promise<void> {
  const compiled = CompiledQuery.raw(text);
  return async (db) => {
    const runs = shortCuts.get(db);
    if (runs) runs(text, []);
    else await db.executeQuery(compiled);
  };
}

/** Runs a statement on one connection and gives its rows. */
type ShortCut = (sql: string, parameters: readonly unknown[]) => unknown[];

const shortCuts = new WeakMap<object, ShortCut>();

/** For a database in this process: prepared queries on this connection take the short cut past Kysely's layers. */
export function takeShortCut(db: object, shortCut: ShortCut): void {
  shortCuts.set(db, shortCut);
}

/**
 * SQLite recompiles a statement at every use if the value of a plain parameter could change its plan, which takes
 * several times as long as running it. A unary plus in front, which changes no value, prevents that.
 */
function placeOf<Given>(db: Pick<Kysely<never>, "getExecutor">, placeholder: Placeholder): Expression<Given> {
  return isPostgres(db) ? sql`${placeholder}` : sql`+${placeholder}`;
}

/**
 * As {@link prepare}, for queries with a few shapes: compiles one per key.
 *
 *     const update = prepareEach((columns: readonly string[]) => prepare(…));
 *     await update(["state", "sent_at"])(db, values);
 */
export function prepareEach<Shape, Run>(make: (shape: Shape) => Run, keyOf: (shape: Shape) => string = String) {
  const known = new Map<string, Run>();
  return (shape: Shape): Run => {
    const key = keyOf(shape);
    const run = known.get(key) ?? make(shape);
    known.set(key, run);
    return run;
  };
}

/** Gives the place of a value in a prepared query. */
export type Value<Values> = <Name extends keyof Values & string>(name: Name) => Expression<Values[Name]>;

/** Compiles at the first use with each dialect. */
export function perDialect<Schema, Row>(
  compile: (db: Kysely<Schema>) => CompiledQuery<Row>,
): (db: Kysely<Schema>) => CompiledQuery<Row> {
  const known = new Map<unknown, CompiledQuery<Row>>();
  return (db) => {
    const dialect = db.getExecutor().adapter.constructor;
    const compiled = known.get(dialect) ?? compile(db);
    known.set(dialect, compiled);
    return compiled;
  };
}
