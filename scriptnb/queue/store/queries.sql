-- Every statement that the queue sends to its journal. The Python names them and nothing else:
-- a statement starts at its "-- name:" line; the comment under it gives its purpose.
-- Times are seconds since 1970 (UTC); they become aware datetimes in models.py.
-- {waiting}, {unfinished}, {ended} and {retryable} stand for the states of these groups in models.py;
-- {spec}, {spec_values}, {spec_bytes} and {record} for the columns of `TaskSpec` and `TaskRecord`.

-- name: schema
-- Minor version 0. A later minor adds a "-- name: migration_N", which new files get as well; nothing
-- is ever changed or dropped, so that an older package can work on a newer file.
CREATE TABLE meta (
    -- journal (random id), paused, workers, cleanup_interval, cache_limit_mb, engine, cleanup_due,
    -- erase_due, shrink_due, held_back, broker_mark (changes with the broker's address, which lies
    -- elsewhere), remote (what is known of broker and workers, as JSON)
    name TEXT PRIMARY KEY,
    value ANY
) STRICT, WITHOUT ROWID;
CREATE TABLE sources (
    id INTEGER PRIMARY KEY,
    hash TEXT NOT NULL UNIQUE,
    created_at REAL NOT NULL,
    -- The bytes as they were given, each once. Last, so that the columns before it read cheaply.
    body BLOB NOT NULL
) STRICT;
CREATE TABLE results (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    created_at REAL NOT NULL,
    used_at REAL NOT NULL,
    size INTEGER NOT NULL,
    provenance TEXT NOT NULL,
    -- zlib over JSON.
    body BLOB NOT NULL
) STRICT;
CREATE INDEX results_by_use ON results (used_at, size);
CREATE TABLE tasks (
    -- AUTOINCREMENT: an id that was cleared is never given again.
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    status TEXT NOT NULL,
    priority INTEGER NOT NULL,
    -- 1: may be claimed now; 0: a retry that pauses until ready_at; NULL: not waiting.
    ready INTEGER,
    ready_at REAL,
    -- Rises with every change of a task's state or progress, over the whole journal.
    changed INTEGER NOT NULL,
    -- Who may write this task's outcome: made anew by each claim.
    token TEXT,
    slot INTEGER,
    analysis_type TEXT NOT NULL,
    options TEXT NOT NULL,
    versions TEXT NOT NULL,
    source TEXT NOT NULL,
    name TEXT,
    format TEXT NOT NULL,
    language TEXT,
    is_text INTEGER NOT NULL,
    key TEXT NOT NULL,
    use_cache INTEGER NOT NULL,
    max_retries INTEGER NOT NULL,
    retry_delay REAL NOT NULL,
    task_timeout REAL,
    memory_limit_mb REAL,
    result_ttl REAL NOT NULL,
    retry_count INTEGER NOT NULL DEFAULT 0,
    crashes INTEGER NOT NULL DEFAULT 0,
    created_at REAL NOT NULL,
    started_at REAL,
    completed_at REAL,
    progress REAL NOT NULL DEFAULT 0,
    progress_note TEXT NOT NULL DEFAULT '',
    cached INTEGER NOT NULL DEFAULT 0,
    run_s REAL,
    cpu_s REAL,
    peak_rss_mb REAL,
    error TEXT,
    traceback TEXT,
    output TEXT
) STRICT;
-- Exactly what may be claimed, in exactly the order in which it is.
CREATE INDEX tasks_ready ON tasks (priority, id) WHERE ready = 1;
CREATE INDEX tasks_pausing ON tasks (ready_at) WHERE ready = 0;
CREATE INDEX tasks_changed ON tasks (changed);
CREATE INDEX tasks_running ON tasks (id) WHERE status = 'processing';
CREATE INDEX tasks_ended ON tasks (completed_at) WHERE completed_at IS NOT NULL;
CREATE INDEX tasks_source ON tasks (source);
CREATE INDEX tasks_key ON tasks (key);
-- Counters, kept by triggers: count(*) over ten thousand waiting tasks costs more than a submit.
CREATE TABLE counts (
    status TEXT PRIMARY KEY,
    n INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO counts VALUES
    ('pending', 0), ('processing', 0), ('retry', 0), ('completed', 0), ('failed', 0),
    ('cancelled', 0), ('change', 0), ('results', 0), ('results_bytes', 0);
CREATE TRIGGER count_insert AFTER INSERT ON tasks BEGIN
    UPDATE counts SET n = n + 1 WHERE status = new.status;
END;
CREATE TRIGGER count_update AFTER UPDATE OF status ON tasks WHEN old.status <> new.status BEGIN
    UPDATE counts SET n = n - 1 WHERE status = old.status;
    UPDATE counts SET n = n + 1 WHERE status = new.status;
END;
CREATE TRIGGER count_delete AFTER DELETE ON tasks BEGIN
    UPDATE counts SET n = n - 1 WHERE status = old.status;
END;
CREATE TRIGGER count_result AFTER INSERT ON results BEGIN
    UPDATE counts SET n = n + 1 WHERE status = 'results';
    UPDATE counts SET n = n + new.size WHERE status = 'results_bytes';
END;
CREATE TRIGGER count_result_gone AFTER DELETE ON results BEGIN
    UPDATE counts SET n = n - 1 WHERE status = 'results';
    UPDATE counts SET n = n - old.size WHERE status = 'results_bytes';
END;
-- Who still needs a task's record: a kernel that waits for it, a corpus that is open.
CREATE TABLE holds (
    task INTEGER NOT NULL,
    holder TEXT NOT NULL,
    PRIMARY KEY (task, holder)
) STRICT, WITHOUT ROWID;
-- At most one row: the supervisor that serves this journal.
CREATE TABLE supervisor (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    process TEXT NOT NULL,
    version TEXT NOT NULL,
    started_at REAL NOT NULL,
    -- A newer package's version that asked it to make room.
    leave_for TEXT
) STRICT;
-- The worker slots' processes, so that a later supervisor can end what an earlier one left.
CREATE TABLE slots (
    process TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;

-- name: migration_1
-- How often the supervisor was lost while the task ran, which is no attempt of the task's.
ALTER TABLE tasks ADD COLUMN losses INTEGER NOT NULL DEFAULT 0;

-- name: next_change
-- The number of this transaction's changes.
UPDATE counts SET n = n + 1 WHERE status = 'change' RETURNING n;

-- name: last_change
SELECT n FROM counts WHERE status = 'change';

-- name: counts
SELECT status, n FROM counts;

-- name: meta
SELECT name, value FROM meta;

-- name: get_meta
SELECT value FROM meta WHERE name = :name;

-- name: set_meta
INSERT INTO meta VALUES (:name, :value)
ON CONFLICT (name) DO UPDATE SET value = excluded.value WHERE value IS NOT excluded.value;

-- name: add_source
-- Each source once, however often it is submitted.
INSERT INTO sources (hash, created_at, body) VALUES (:hash, :now, :body)
ON CONFLICT (hash) DO UPDATE SET created_at = excluded.created_at;

-- name: has_source
SELECT 1 FROM sources WHERE hash = :hash;

-- name: touch_result
-- A hit in the cache, which is also a use of it.
UPDATE results SET used_at = :now WHERE key = :key RETURNING 1;

-- name: waiting
-- How many tasks wait: what max_queue_size bounds.
SELECT sum(n) FROM counts WHERE status IN ({waiting});

-- name: add_task
INSERT INTO tasks (
    {spec}, status, ready, changed, created_at, completed_at, cached, progress
) VALUES (
    {spec_values}, :status, :ready, :changed, :created_at, :completed_at, :cached, :progress
) RETURNING id;

-- name: record
-- All of a task but its texts.
SELECT {record} FROM tasks WHERE id = :id;

-- name: records
-- Several tasks, newest first.
SELECT {record} FROM tasks WHERE :status IS NULL OR status = :status ORDER BY id DESC LIMIT :limit;

-- name: latest
-- What a panel shows, newest first: all that has not ended, and what there is room for.
SELECT {record} FROM tasks WHERE ready IS NOT NULL OR status = 'processing'
UNION ALL SELECT * FROM (
    SELECT {record} FROM tasks WHERE ready IS NULL AND status <> 'processing'
    ORDER BY id DESC LIMIT :limit
) ORDER BY id DESC LIMIT :limit;

-- name: changes
-- What changed since a watcher last looked.
SELECT id, status, changed FROM tasks WHERE changed > :seen ORDER BY changed;

-- name: statuses
-- Of the tasks in a JSON list.
SELECT id, status FROM tasks WHERE id IN (SELECT value FROM json_each(:ids));

-- name: newest
SELECT max(id) FROM tasks;

-- name: failure
-- What a failed task left to read.
SELECT error, traceback, output FROM tasks WHERE id = :id;

-- name: result
-- A completed task's result, found by content.
SELECT results.body, results.provenance FROM tasks JOIN results ON results.key = tasks.key
WHERE tasks.id = :id AND tasks.status = 'completed';

-- name: measures
-- A completed task's measures, read without its result.
SELECT results.provenance, results.size FROM tasks JOIN results ON results.key = tasks.key
WHERE tasks.id = :id AND tasks.status = 'completed';

-- name: source_of
SELECT sources.body FROM tasks JOIN sources ON sources.hash = tasks.source WHERE tasks.id = :id;

-- name: place
-- How many tasks are ahead of a waiting one.
SELECT count(*) FROM tasks AS other JOIN tasks AS mine ON mine.id = :id
WHERE other.ready = 1
    AND (other.priority < mine.priority OR (other.priority = mine.priority AND other.id < mine.id));

-- name: cancel
-- The first terminal state wins; a running slot is killed by the supervisor, which sees this.
UPDATE tasks SET status = 'cancelled', ready = NULL, ready_at = NULL, token = NULL, slot = NULL,
    completed_at = :now, changed = :changed
WHERE id = :id AND status IN ({unfinished}) RETURNING id;

-- name: cancel_all
UPDATE tasks SET status = 'cancelled', ready = NULL, ready_at = NULL, token = NULL, slot = NULL,
    completed_at = :now, changed = :changed
WHERE status IN ({unfinished});

-- name: again
-- A failed or cancelled task once more, attempts from zero.
UPDATE tasks SET status = 'pending', ready = 1, ready_at = NULL, retry_count = 0, crashes = 0,
    losses = 0, started_at = NULL, completed_at = NULL, progress = 0, progress_note = '', run_s = NULL,
    cpu_s = NULL, peak_rss_mb = NULL, error = NULL, traceback = NULL, output = NULL,
    changed = :changed
WHERE id = :id AND status IN ({retryable}) RETURNING id;

-- name: set_priority
UPDATE tasks SET priority = :priority, changed = :changed
WHERE id = :id AND status IN ({waiting}) RETURNING id;

-- name: clear
-- Finished records that are not awaited.
DELETE FROM tasks WHERE status IN ({ended})
    AND (:status IS NULL OR status = :status);

-- name: hold
INSERT OR IGNORE INTO holds SELECT value, :holder FROM json_each(:tasks);

-- name: release
DELETE FROM holds
WHERE holder = :holder AND task IN (SELECT value FROM json_each(:tasks));

-- name: holders
SELECT DISTINCT holder FROM holds;

-- name: release_holder
DELETE FROM holds WHERE holder = :holder;

-- name: supervisor
SELECT process, version, started_at, leave_for FROM supervisor;

-- name: ask_to_leave
-- A newer package asks the older supervisor to finish what runs and make room.
UPDATE supervisor SET leave_for = :version WHERE process = :process;

-- name: take_over
INSERT OR REPLACE INTO supervisor VALUES (1, :process, :version, :now, NULL);

-- name: leave
DELETE FROM supervisor WHERE process = :process;

-- name: slots
-- A process is written as "pid:start", so that its number is what stands before the colon.
SELECT process, tasks.id AS task FROM slots
LEFT JOIN tasks ON tasks.status = 'processing' AND tasks.slot = CAST(process AS INTEGER);

-- name: add_slot
INSERT OR REPLACE INTO slots VALUES (:process);

-- name: remove_slot
DELETE FROM slots WHERE process = :process;

-- name: wake_retries
-- Retries whose pause is over. The second case is a clock that was set back: no pause is that long.
UPDATE tasks SET ready = 1, ready_at = NULL
WHERE ready = 0 AND (ready_at <= :now OR ready_at > :now + :longest);

-- name: next_retry
SELECT min(ready_at) FROM tasks WHERE ready = 0;

-- name: claim
-- The one task that runs next: lowest number, then oldest; none once pause() has returned.
UPDATE tasks SET status = 'processing', ready = NULL, token = :token, slot = :slot,
    started_at = :now, progress = 0, progress_note = '', error = NULL, changed = :changed
WHERE id = (
    SELECT id FROM tasks WHERE ready = 1
        AND NOT EXISTS (SELECT 1 FROM meta WHERE name = 'paused' AND value = 1)
    ORDER BY priority, id LIMIT 1
) RETURNING id;

-- name: job
-- What a slot needs of a task. Text as bytes: a row that was edited by hand may hold anything.
SELECT {spec_bytes}, retry_count, crashes FROM tasks WHERE id = :id;

-- name: source
SELECT body FROM sources WHERE hash = :hash;

-- name: running
-- Which claims still hold; one that is missing here was cancelled.
SELECT id, token FROM tasks WHERE status = 'processing';

-- name: progress
UPDATE tasks SET progress = :progress, progress_note = :note, changed = :changed
WHERE id = :id AND token IS :token;

-- name: complete
UPDATE tasks SET status = 'completed', token = NULL, slot = NULL, completed_at = :now,
    progress = 1, progress_note = '', cached = :cached, run_s = :run_s, cpu_s = :cpu_s,
    peak_rss_mb = :peak_rss_mb, output = :output, error = NULL, traceback = NULL,
    changed = :changed
WHERE id = :id AND token IS :token RETURNING id;

-- name: rekey
-- Other versions did the work than the submitter's. Apart from "complete", so that the common case
-- need not write the index again.
UPDATE tasks SET key = :key WHERE id = :id;

-- name: add_result
-- After drop_result: the newest result of a key is the one that is found.
INSERT INTO results (key, created_at, used_at, size, provenance, body)
VALUES (:key, :now, :now, :size, :provenance, :body);

-- name: drop_result
DELETE FROM results WHERE key = :key;

-- name: fail
UPDATE tasks SET status = 'failed', token = NULL, slot = NULL, completed_at = :now,
    run_s = :run_s, cpu_s = :cpu_s, peak_rss_mb = :peak_rss_mb, error = :error,
    traceback = :traceback, output = :output, retry_count = :retry_count, crashes = :crashes,
    changed = :changed
WHERE id = :id AND token IS :token RETURNING id;

-- name: back
-- Once more, later or (a lost supervisor, a slot lost without a fault of the task) at once.
UPDATE tasks SET status = 'retry', token = NULL, slot = NULL, priority = :priority,
    ready = :ready, ready_at = :ready_at, retry_count = :retry_count, crashes = :crashes,
    run_s = :run_s, cpu_s = :cpu_s, peak_rss_mb = :peak_rss_mb, error = :error,
    traceback = :traceback, output = :output, changed = :changed
WHERE id = :id AND token IS :token RETURNING id;

-- name: unclaim
-- A claim that never started, as if it had not been.
UPDATE tasks SET status = :status, token = NULL, slot = NULL, ready = 1, started_at = NULL,
    changed = :changed
WHERE id = :id AND token IS :token;

-- name: orphans
-- Claims of a supervisor that is dead.
SELECT id, token, priority, retry_count, crashes, losses FROM tasks
WHERE status = 'processing' ORDER BY id;

-- name: count_loss
UPDATE tasks SET losses = losses + 1 WHERE id = :id;

-- name: sent_away
-- Claims whose task was given to a worker elsewhere: no process of this machine is their slot.
SELECT id, token FROM tasks WHERE status = 'processing' AND slot = 0 ORDER BY id;

-- name: expired
-- Records past their time that are not held, some at a time.
SELECT id FROM tasks
WHERE completed_at IS NOT NULL AND completed_at < :latest AND completed_at + result_ttl < :now
    AND NOT EXISTS (SELECT 1 FROM holds WHERE holds.task = tasks.id)
LIMIT :limit;

-- name: clock_set_back
-- An end in the future is taken for now, or its record would never expire.
UPDATE tasks SET completed_at = :now WHERE completed_at > :now + 60;

-- name: delete_task
DELETE FROM tasks WHERE id = :id;

-- name: unused_sources
-- Texts that no task needs any more; young ones may belong to a submit under way.
SELECT id FROM sources
WHERE created_at < :before AND NOT EXISTS (SELECT 1 FROM tasks WHERE tasks.source = sources.hash)
LIMIT :limit;

-- name: delete_source
DELETE FROM sources WHERE id = :id;

-- name: oldest_results
-- Least recently used first, without those that an open handle or corpus holds.
SELECT id, size FROM results
WHERE NOT EXISTS (
    SELECT 1 FROM tasks JOIN holds ON holds.task = tasks.id WHERE tasks.key = results.key
)
ORDER BY used_at, id LIMIT :limit;

-- name: delete_result
DELETE FROM results WHERE id = :id;

-- name: erase_tasks
DELETE FROM tasks;

-- name: erase_sources
DELETE FROM sources;

-- name: erase_results
DELETE FROM results;

-- name: erase_holds
DELETE FROM holds;
