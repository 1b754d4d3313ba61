// What the kernel sends to the widgets, and the part of anywidget's model that they use.

export interface Model<Traits> {
  get<Name extends keyof Traits>(name: Name): Traits[Name];
  send(content: object, callbacks?: undefined, buffers?: ArrayBuffer[]): void;
  // biome-ignore lint/suspicious/noExplicitAny: what a listener receives depends on the event
  on(event: string, listener: (...values: any[]) => void): void;
  // biome-ignore lint/suspicious/noExplicitAny: as above
  off(event: string, listener: (...values: any[]) => void): void;
}

export interface Context<Traits> {
  model: Model<Traits>;
  el: HTMLElement;
}

/** What a page shows of a task's state and offers for it, as `rows.State` in Python. */
export interface State {
  /** The state's name, for style sheets. */
  phase: string;
  word: string;
  active: boolean;
  running: boolean;
  has_result: boolean;
  can_cancel: boolean;
  can_retry: boolean;
  can_reprioritize: boolean;
}

/** One task, as `rows.Row` in Python. */
export interface TaskRow extends State {
  id: string;
  label: string;
  type: string;
  /** Which of its two times goes on, null where none does. */
  counting: "waited" | "elapsed" | null;
  detail: string;
  /** 0 to 1; null while a run has not reported how far it is. */
  progress: number | null;
  /** Seconds; null where there is nothing to count. */
  waited: number | null;
  elapsed: number | null;
  priority: number;
  error: string | null;
}

export interface CardTraits {
  /** Empty until the first state is sent. */
  state: State & {
    title: string;
    type: string;
    summary: string;
    progress: number | null;
    rows: TaskRow[];
  };
  html: string;
}

export interface WatchTraits {
  state: { word: string; title: string; detail: string; phase: string; stopped: boolean };
  html: string;
}

export interface PanelTraits {
  /** Empty until the first snapshot is sent. */
  snapshot: {
    queue: {
      mood: string;
      phase: string;
      note: string;
      paused: boolean;
      counts: Record<string, number>;
      /** The label of each state, in the order in which they are shown. */
      labels: Record<string, string>;
      /** How many tasks have ended. */
      finished: number;
    };
    memory: {
      used_mb: number;
      limit_mb: number;
      source: string;
      kernel_mb: number;
      supervisor_mb: number | null;
      slots: number;
      slots_mb: number;
      elsewhere: string;
    };
    /** Memory in use as a share of the limit, oldest first. */
    history: number[];
    tasks: TaskRow[];
    /** Tasks that are not in the list. */
    more: number;
  };
}

/** A task in the dashboard's list. */
export interface ShelfRow
  extends Pick<State, "phase" | "word" | "running" | "has_result" | "can_cancel">,
    Pick<TaskRow, "id" | "label" | "type" | "detail" | "progress"> {
  /** When it was submitted, in ISO format. */
  at: string;
}

export interface ShelfTraits {
  rows: ShelfRow[];
  more: number;
  notice: string;
}

/** A file in the upload list, as `uploads.Row` in Python. */
export interface UploadRow {
  id: string;
  name: string;
  size: number;
  received: number;
  state: "sending" | "ready" | "refused";
  notice: string;
}

export interface UploadTraits {
  files: UploadRow[];
  notice: string;
  /** Bytes of a slice, and of the largest file. */
  slice: number;
  largest: number;
}

export interface OpenedTraits {
  /** Without a key while nothing is open. */
  state: {
    key?: string;
    title: string;
    notice?: string;
    view: string;
    kinds: { kind: string; words: string }[];
  };
}

/** A slice of a file that is being downloaded; its bytes come beside it. */
export interface FileSlice {
  token: string;
  at: number;
  size: number;
  name: string;
  type: string;
}

export interface Column {
  name: string;
  label: string;
  number: boolean;
}

/** A part of a table, as `sheet.Part` in Python: the head comes with the first one. */
export interface TablePart {
  table: string;
  row: number;
  total: number;
  columns: Column[];
  /** The columns that are shown at first. */
  view: number[];
  /** Whether the rows come from lines of a script. */
  lines: boolean;
  /** Where all rows are, "" when the table holds them all. */
  beyond: string;
  /** The texts by column. */
  cells: string[][];
  /** The texts that are shown instead, by the number of the column. */
  shown: Record<number, string[]>;
  failed?: string;
}

export interface LinesAnswer {
  kind: "lines";
  table: string;
  row: number;
  description: string;
  failed?: string;
  lines?: {
    kind: string;
    change: string;
    marked: boolean;
    character: string;
    text: string;
    line: number | null;
  }[];
}

export interface ExploreTraits {
  title: string;
  catalog: { group: string; name: string; label: string; rows: number | null }[];
  opening: TablePart;
}
