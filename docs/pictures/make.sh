#!/usr/bin/env bash
# Makes the pictures of README and guide from the running program, on a demo that is the same each time but for its times.
# It needs tmux.
set -euo pipefail
cd "$(git rev-parse --show-toplevel)"
dir=$(mktemp -d)
socket="pictures-$$"
trap 'tmux -L "$socket" kill-server 2>/dev/null || true; rm -rf "$dir"' EXIT
go build -o "$dir/opsdesk" .
go build -o "$dir/svg" docs/pictures/svg.go

tmux -L "$socket" -f /dev/null new-session -d -s keep cat # a server without a session ends

# picture NAME WIDTH HEIGHT TITLE KEY... presses keys in a fresh demo and keeps what is shown.
picture() {
	local name=$1 width=$2 height=$3 title=$4
	shift 4
	tmux -L "$socket" new-session -d -s "$name" -x "$width" -y "$height" "TERM=xterm-256color COLORTERM=truecolor TZ=Europe/Stockholm $dir/opsdesk demo --seed 7"
	tmux -L "$socket" set-option -g status off
	tmux -L "$socket" set-option -ga terminal-features ',*:RGB'
	tmux -L "$socket" resize-window -t "$name" -x "$width" -y "$height"
	settle "$name"
	for key in "$@"; do
		tmux -L "$socket" send-keys -t "$name" "$key"
		settle "$name"
	done
	tmux -L "$socket" capture-pane -p -e -N -t "$name" | "$dir/svg" -width "$width" -height "$height" -title "$title" >"docs/pictures/$name.svg"
	tmux -L "$socket" kill-session -t "$name"
	echo "docs/pictures/$name.svg"
}

# settle waits until the screen stays as it is.
settle() {
	local before=- now=
	sleep 0.3
	for _ in $(seq 50); do
		now=$(tmux -L "$socket" capture-pane -p -t "$1")
		[ "$now" = "$before" ] && [ -n "${now//[[:space:]]/}" ] && return
		before=$now
		sleep 0.15
	done
}

picture queue-140x45 140 45 "The queue on a wide terminal: views with counts, a filter line, tickets with the time that is left, and a preview" j j
picture triage-140x45 140 45 "The triage inbox: one new ticket, and what it takes to decide" I / dock Enter
picture detail-140x45 140 45 "A major incident: its clocks and who leads it, conversation and facts" / is:major Enter Enter
picture explain-140x45 140 45 "A clock explained: its policy, every interval with the running sum, and the arithmetic of its due time" / "network hall state:on-hold" Enter i
picture backlog-140x45 140 45 "The backlog in its order" 2 j j
picture past-140x45 140 45 "The desk as it was: a band says as of when" : "at yesterday 14:00" Enter
picture queue-80x24 80 24 "The queue on a terminal of 80 columns"
picture preview-80x24 80 24 "What would happen to marked tickets, and what is refused" [ / "vpn created>2w" Enter A a omar Enter
picture macros-80x24 80 24 "What is often done, under one name" x
picture comment-80x24 80 24 "Writing a public comment, begun with a canned reply" c C-r picture Enter
picture burst-80x24 80 24 "More incidents than usual: what a parent would gather" B B
picture help-140x45 140 45 "Every key of the screen, to read and to search" '?'
