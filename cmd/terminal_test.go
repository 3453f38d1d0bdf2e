package cmd

import (
	"io"
	"os"
	"path/filepath"
	"testing"
)

// A shell's < FILE and < /dev/null hand over what can't be waited for.
func TestWhatIsSentMayBeAFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "sent.txt")
	if err := os.WriteFile(path, []byte("words"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{path: "words", os.DevNull: ""} {
		f, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		in, err := newCaller(f, io.Discard, io.Discard, nil).input(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if got, err := io.ReadAll(in); err != nil || string(got) != want {
			t.Errorf("%s: %q, %v", name, got, err)
		}
		if err := in.Close(); err != nil {
			t.Error(err)
		}
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	}
}
