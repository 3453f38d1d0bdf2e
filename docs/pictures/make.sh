#!/usr/bin/env bash
# Makes the pictures of README and guide from the running program. It needs tmux; run it from the repository's root.
set -euo pipefail
cd "$(git rev-parse --show-toplevel)"
dir=$(mktemp -d)
socket="pictures-$$"
trap 'tmux -L "$socket" kill-server 2>/dev/null || true; rm -rf "$dir"' EXIT
go build -o "$dir/opsdesk" .
go build -o "$dir/svg" docs/pictures/svg.go

# picture NAME WIDTH HEIGHT TITLE KEY... presses keys in a fresh demo and keeps what is shown.
picture() {
	local name=$1 width=$2 height=$3 title=$4
	shift 4
	tmux -L "$socket" -f /dev/null new-session -d -s "$name" -x "$width" -y "$height" "TERM=xterm-256color COLORTERM=truecolor $dir/opsdesk demo --seed 7"
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

picture queue-80x24 80 24 "The queue on a terminal of 80 columns"
picture queue-140x45 140 45 "The queue on a wide terminal" j j
picture detail-80x24 80 24 "A ticket: its head, its description, its links" / is:major enter enter
picture detail-140x45 140 45 "A ticket on a wide terminal: description, links and timeline, with its facts beside them" / is:major enter enter
picture backlog-140x45 140 45 "The backlog in its order" 2 j j
picture backlog-80x24 80 24 "The backlog on a terminal of 80 columns" 2
picture comment-80x24 80 24 "Writing a public comment" c
picture state-80x24 80 24 "Only the legal next states are offered, with what each demands" s
picture explain-140x45 140 45 "A clock explained, interval by interval" i Tab
picture policies-80x24 80 24 "What the desk promises" : p o l i c i e s Enter
picture help-140x45 140 45 "Every key of the screen, to read and to search" '?'
