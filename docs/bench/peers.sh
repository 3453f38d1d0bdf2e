#!/usr/bin/env bash
# Compares opsdesk with taskwarrior, sqlite3 and git-bug: the same incidents, the same questions, whole processes, in one
# run. Each figure is the median of RUNS processes, in milliseconds, with the output thrown away.
#
#   docs/bench/peers.sh OPSDESK DESK [FOLDER]
#
# OPSDESK is the program, DESK a desk that opsdesk bench made, FOLDER where the copies go (else a new temporary one that
# is removed). RUNS=5 says how often each question is asked; what takes more than a second is asked once more and no
# oftener, so that a million incidents take some ten minutes. Peers that are not installed are left out. git-bug has no
# import that would end in time: when GITBUG_SOURCE names its source tree, gitbug.go is built there and fills it.
set -euo pipefail
shopt -s inherit_errexit
export LC_ALL=C
here=$(cd "$(dirname "$0")" && pwd)
opsdesk=$(realpath "${1:?the program}") desk=$(realpath "${2:?a desk}") runs=${RUNS:-5}
if [ $# -ge 3 ]; then mkdir -p "$3" && folder=$(realpath "$3"); else folder=$(mktemp -d) && trap 'rm -rf "$folder"' EXIT; fi
cd "$folder"
has() { command -v "$1" >/dev/null; }
say() { echo "$@" >&2; }

# took COMMAND: runs a command, and gives how many microseconds that took.
took() {
	local begin=$EPOCHREALTIME end
	eval "$1" >/dev/null 2>last.err </dev/null || { say "this failed: $1"; cat last.err >&2; return 1; }
	end=$EPOCHREALTIME
	echo $((${end/./} - ${begin/./}))
}

# usual COMMAND: the median of its times, in microseconds; the first run warms it up, and tells how many are affordable.
usual() {
	local first often=$runs
	first=$(took "$1")
	if ((first > 1000000)); then often=1; fi
	for ((run = 0; run < often; run++)); do took "$1"; done | sort -n | sed -n "$(((often + 1) / 2))p"
}

# row NAME OPSDESK SQLITE TASK GITBUG: asks each, and writes a row with the times and how many times opsdesk's they are.
row() {
	local name=$1 ours theirs cell cells=''
	ours=$(usual "$2")
	shift 2
	for cell in "$@"; do
		if [ -z "$cell" ]; then cells+=' — |'; continue; fi
		theirs=$(usual "$cell")
		cells+=$(awk -v t="$theirs" -v o="$ours" 'BEGIN { printf " %.1f (%.2g ×) |", t / 1000, t / o }')
	done
	awk -v n="$name" -v o="$ours" -v c="$cells" 'BEGIN { printf "| %s | %.1f |%s\n", n, o / 1000, c }'
}

# load NAME COMMAND: fills a peer, and says how long it took.
load() {
	local time
	time=$(took "$2")
	say "$1: filled in $((time / 1000)) ms"
}

sql() { sqlite3 -batch tickets.sqlite "$@"; }

fill_sqlite() {
	rm -f tickets.sqlite*
	sql <<-'SQL'
		PRAGMA journal_mode = wal;
		PRAGMA synchronous = off;
		CREATE TABLE line (text);
		.mode ascii
		.separator "\037" "\n"
		.import tickets.jsonl line
		CREATE TABLE ticket (number INTEGER PRIMARY KEY, title, description, said, state, active INTEGER, priority INTEGER,
			requester, assignee, team, service, category, created INTEGER, due INTEGER);
		INSERT INTO ticket SELECT text ->> 'number', text ->> 'title', text ->> 'description',
			(SELECT group_concat(value ->> 'text', char(10)) FROM json_each(text, '$.history') WHERE value ->> 'verb' IN ('comment', 'note')),
			text ->> 'state', text ->> 'state' NOT IN ('resolved', 'closed'), text ->> 'priority', text ->> 'requester', text ->> 'assignee',
			text ->> 'team', text ->> 'service', text ->> 'category', unixepoch(text ->> 'created'), unixepoch(text ->> 'due')
			FROM line WHERE text ->> 'record' = 'ticket';
		DROP TABLE line;
		CREATE INDEX active ON ticket (active, priority, due);
		CREATE INDEX state ON ticket (state, priority, due);
		CREATE INDEX team ON ticket (team, state, priority, due);
		CREATE INDEX assignee ON ticket (assignee, state);
		CREATE INDEX service ON ticket (service, state);
		CREATE INDEX due ON ticket (due);
		CREATE INDEX created ON ticket (created);
		CREATE VIRTUAL TABLE word USING fts5 (title, description, said, content = 'ticket', content_rowid = 'number', prefix = '2 3');
		INSERT INTO word (word) VALUES ('rebuild');
		CREATE TRIGGER made AFTER INSERT ON ticket BEGIN
			INSERT INTO word (rowid, title, description, said) VALUES (new.number, new.title, new.description, new.said); END;
		CREATE TRIGGER changed AFTER UPDATE ON ticket BEGIN
			INSERT INTO word (word, rowid, title, description, said) VALUES ('delete', old.number, old.title, old.description, old.said);
			INSERT INTO word (rowid, title, description, said) VALUES (new.number, new.title, new.description, new.said); END;
		ANALYZE;
		VACUUM;
	SQL
}

# Taskwarrior gets titles alone, which is to its advantage.
fill_task() {
	mkdir -p task && rm -rf task/*
	printf '%s\n' data.location="$folder/task" confirmation=off gc=off hooks=off verbose=nothing json.array=off \
		uda.state.type=string uda.state.label=State uda.p.type=numeric uda.p.label=P recurrence=off \
		report.bench.columns=uuid.short,description report.bench.labels=ID,Title > taskrc
	sqlite3 tickets.sqlite "SELECT json_object('uuid', printf('00000000-0000-4000-8000-%012x', number), 'description', title,
		'status', iif(active, 'pending', 'completed'), 'entry', strftime('%Y%m%dT%H%M%SZ', created, 'unixepoch'),
		'end', iif(active, NULL, strftime('%Y%m%dT%H%M%SZ', created, 'unixepoch')), 'due', strftime('%Y%m%dT%H%M%SZ', due, 'unixepoch'),
		'project', replace(team, ' ', ''), 'state', state, 'p', priority) FROM ticket" | sed 's/"[a-z]*":null,//g; s/,"[a-z]*":null//' > task.json
	task rc:taskrc import task.json
}

fill_gitbug() {
	rm -rf bugs && git init -q bugs
	git -C bugs config user.name Bench && git -C bugs config user.email bench@example.com
	mkdir -p "$GITBUG_SOURCE/misc/opsdesk_load" && cp "$here/gitbug.go" "$GITBUG_SOURCE/misc/opsdesk_load/main.go"
	(cd "$GITBUG_SOURCE" && GOFLAGS=-mod=mod go build -o "$folder/git-bug" . && GOFLAGS=-mod=mod go run ./misc/opsdesk_load/main.go "$folder/bugs" "$folder/tickets.jsonl")
	(cd bugs && ../git-bug bug status:open label:P1) # makes its cache
}

# same NAME QUERY CONDITION: tells when opsdesk and sqlite count different tickets.
same() {
	[ -z "$sqlite" ] && return
	local ours theirs
	ours=$("$opsdesk" --db desk.db count "$1") theirs=$(sql "SELECT count(*) FROM ticket WHERE $2")
	[ "$ours" = "$theirs" ] || say "not the same question: opsdesk counts $ours for $1, sqlite $theirs"
}

"$opsdesk" --db "$desk" export kind:incident --out tickets.jsonl
rm -f desk.db
load opsdesk '"$opsdesk" --db desk.db import tickets.jsonl'
sqlite='' task='' gitbug='' versions=$("$opsdesk" --version)
if has sqlite3; then sqlite=yes && load sqlite3 fill_sqlite && versions+=", sqlite3 $(sqlite3 --version | cut -d' ' -f1)"; else say 'sqlite3 is not installed, and without it nothing fills taskwarrior'; fi
if [ -n "$sqlite" ] && has task; then task=yes && load taskwarrior fill_task && versions+=", taskwarrior $(task --version)"; else say 'taskwarrior is left out'; fi
if [ -n "${GITBUG_SOURCE:-}" ]; then gitbug=yes && load git-bug fill_gitbug && versions+=", git-bug $(git -C "$GITBUG_SOURCE" rev-parse --short HEAD)"; else say 'git-bug is left out: GITBUG_SOURCE does not name its source'; fi

q() { if [ -n "$sqlite" ]; then printf 'sqlite3 -batch tickets.sqlite "%s"' "$1"; fi; }
t() { if [ -n "$task" ]; then printf 'task rc:taskrc %s' "$1"; fi; }
g() { if [ -n "$gitbug" ]; then printf '(cd bugs && exec ../git-bug %s)' "$1"; fi; }
o() { printf '"$opsdesk" --db desk.db %s' "$1"; }
page='SELECT number, title FROM ticket'
found='SELECT number, ticket.title FROM word JOIN ticket ON number = word.rowid WHERE word MATCH'
in_words() { printf "number IN (SELECT rowid FROM word WHERE word MATCH '%s')" "$1"; }
same state:open 'active = 1'
same 'team:"Team 7" priority:1 state:in-progress' "team = 'Team 7' AND priority = 1 AND state = 'in-progress'"
same vpn "$(in_words vpn)"
same v "$(in_words 'v*')"
same 'vpn team:"Team 7" priority<=2' "$(in_words vpn) AND team = 'Team 7' AND priority <= 2"

echo "$("$opsdesk" --db desk.db count) incidents; $versions; medians of $runs in ms, of one beyond a second, and how many times opsdesk's."
echo
echo '| question | opsdesk | sqlite3 | taskwarrior | git-bug |'
echo '| --- | --- | --- | --- | --- |'
row 'start alone' '"$opsdesk" --version' "$(q 'SELECT 1')" "$(t _version)" "$(g version)"
row 'open, the 50 most urgent' "$(o 'list state:open --sort priority --limit 50')" "$(q "$page WHERE active = 1 ORDER BY priority, due LIMIT 50")" \
	"$(t 'status:pending limit:50 rc.report.bench.sort=p+ bench')" "$(g 'bug status:open label:P1')"
row 'in one state, the 50 most urgent' "$(o 'list state:in-progress --sort priority --limit 50')" "$(q "$page WHERE state = 'in-progress' ORDER BY priority, due LIMIT 50")" \
	"$(t 'state:in-progress limit:50 rc.report.bench.sort=p+ bench')" "$(g 'bug label:in-progress label:P1')"
row 'team, priority and state' "$(o $'list \'team:"Team 7" priority:1 state:in-progress\' --sort due --limit 50')" \
	"$(q "$page WHERE team = 'Team 7' AND priority = 1 AND state = 'in-progress' ORDER BY due LIMIT 50")" \
	"$(t 'project:Team7 p:1 state:in-progress limit:50 rc.report.bench.sort=due+ bench')" "$(g "bug label:Team7 label:P1 label:in-progress")"
row 'vpn: how many' "$(o 'count vpn')" "$(q "SELECT count(*) FROM word WHERE word MATCH 'vpn'")" "$(t 'description~vpn count')" ''
row 'vpn: the first 50 by due time' "$(o 'list vpn --sort due --limit 50')" "$(q "$found 'vpn' ORDER BY due LIMIT 50")" \
	"$(t 'description~vpn limit:50 rc.report.bench.sort=due+ bench')" "$(g 'bug vpn')"
row 'v…: the first 50 by due time' "$(o 'list v --sort due --limit 50')" "$(q "$found 'v*' ORDER BY due LIMIT 50")" '' ''
row 'vpn, team and priority' "$(o $'list \'vpn team:"Team 7" priority<=2\' --sort due --limit 50')" \
	"$(q "$found 'vpn' AND team = 'Team 7' AND priority <= 2 ORDER BY due LIMIT 50")" "$(t 'description~vpn project:Team7 p.below:3 limit:50 rc.report.bench.sort=due+ bench')" "$(g 'bug vpn label:Team7')"
row 'add one' "$(o "new --title 'VPN fails again'")" "$(q "PRAGMA synchronous = full; INSERT INTO ticket (title, state, active, priority) VALUES ('VPN fails again', 'new', 1, 3)")" \
	"$(t 'add VPN fails again')" "$(g 'bug new --non-interactive --title again --message fails')"
row 'change one' "$(o 'do 77 edit title=again-$RANDOM')" "$(q "PRAGMA synchronous = full; UPDATE ticket SET title = 'again' || random() WHERE number = 77")" \
	"$(t '00000000-0000-4000-8000-00000000004d modify again-$RANDOM')" ''
