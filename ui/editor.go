package ui

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"

	tea "charm.land/bubbletea/v2"

	"opsdesk/model"
)

// leaveTo leaves the terminal to a program until that ends; it is the run of a real session.
func leaveTo(program *exec.Cmd, ended func(error) tea.Msg) tea.Cmd {
	return tea.ExecProcess(program, tea.ExecCallback(ended))
}

type (
	// editing is a text that waits in a file for the editor.
	editing struct{ path, text string }
	// edited is what the editor made of it.
	edited struct {
		text string
		cut  bool
	}
)

func barEditor(d *desk) string {
	if !d.local {
		return "an editor can only be started on the terminal of whoever owns the desk"
	}
	return ""
}

// edit takes what was typed to the person's own editor.
func (c *composer) edit() (Screen, tea.Cmd) {
	text := c.area.Value()
	return c, tea.Batch(c.Keep(), func() tea.Msg {
		path, err := writePrivate(text)
		return answer{to: c, body: editing{path, text}, err: err}
	})
}

// start starts the editor, which has the terminal until it ends.
func (c *composer) start(e editing) tea.Cmd {
	return c.desk.run(editorOf(c.desk.environ, e.path), func(err error) tea.Msg {
		text, cut, err := readBack(e, err)
		return answer{to: c, body: edited{text, cut}, err: err}
	})
}

// writePrivate writes a text to a file that nobody else can read, in a folder of its own: editors put copies beside it.
func writePrivate(text string) (path string, err error) {
	dir, err := os.MkdirTemp("", "opsdesk-")
	if err != nil {
		return "", fmt.Errorf("make a file for the editor: %w", err)
	}
	path = filepath.Join(dir, "text.md")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		return "", errors.Join(fmt.Errorf("make a file for the editor: %w", err), os.RemoveAll(dir))
	}
	return path, nil
}

// readBack reads what an editor left, bounded, and takes the file away. When the editor failed and had saved something,
// the file stays, and the error says where.
func readBack(e editing, failed error) (text string, cut bool, err error) {
	data, err := readSome(e.path)
	switch {
	case failed != nil && err == nil && string(data) != e.text:
		return "", false, fmt.Errorf("the editor failed (%w); nothing is changed here, and what it had saved is in %s", failed, e.path)
	case failed != nil:
		err = fmt.Errorf("the editor failed (%w); nothing is changed here: $VISUAL or $EDITOR says which is started", failed)
	case err != nil:
		err = fmt.Errorf("read what the editor left: %w", err)
	default:
		text, cut = model.Bound(strings.TrimRight(string(data), "\n"), model.MaxText)
	}
	return text, cut, errors.Join(err, os.RemoveAll(filepath.Dir(e.path)))
}

func readSome(path string) (data []byte, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	data, err = io.ReadAll(io.LimitReader(f, model.MaxText+1))
	return data, errors.Join(err, f.Close())
}

// editorOf gives the command for a file: $VISUAL, else $EDITOR, as a shell reads it, else vi.
func editorOf(environ []string, path string) *exec.Cmd {
	line := cmp.Or(variable(environ, "VISUAL"), variable(environ, "EDITOR"), "vi")
	command := exec.Command("sh", "-c", line+` "$@"`, "editor", path)
	if words := strings.Fields(line); runtime.GOOS == "windows" && len(words) > 0 {
		command = exec.Command(words[0], append(words[1:], path)...)
	}
	command.Env = environ
	return command
}

// variable gives a variable of an environment, empty when it is not set.
func variable(environ []string, name string) string {
	for i := len(environ) - 1; i >= 0; i-- {
		if value, ok := strings.CutPrefix(environ[i], name+"="); ok {
			return value
		}
	}
	return ""
}
