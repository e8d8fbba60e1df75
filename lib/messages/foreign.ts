/** A row of another program's table: every value as text, by the column's name in lower case. */
export type ForeignRow = Readonly<Record<string, string | null>>;

/** Another program's database, read only. */
export interface ForeignDatabase {
  /** Columns by table, all in lower case. */
  readonly tables: ReadonlyMap<string, readonly string[]>;
  /**
   * The rows of a table, in the order of these columns, which have to be numbers and together unique; a page at a time, so that
   * any number of rows takes little memory.
   *
   * @throws StoreFailure
   */
  rows(table: string, key: readonly string[]): AsyncIterableIterator<ForeignRow>;
  /** @throws the driver's error */
  close(): Promise<void>;
}

/** Tables out of a dump, on disk while they are read. */
export interface ForeignTables {
  /** Makes a table. Twice the same is a table that is there. @throws StoreFailure */
  create(table: string, columns: readonly string[]): void;
  /** Adds a row; columns that it has no value for are `null`. @throws StoreFailure */
  add(table: string, values: readonly (string | null)[], columns?: readonly string[]): void;
  /** What was added, to be read; closing it removes it. @throws StoreFailure */
  read(): Promise<ForeignDatabase>;
  /** Removes everything. Call it when {@link read} was not. Never rejects. */
  discard(): Promise<void>;
}
