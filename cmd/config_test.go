package cmd

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestTheConfigFileIsReadAndItsMistakesAreNamed(t *testing.T) {
	for text, want := range map[string]string{
		"":                                       "",
		"mouse = false\ntheme = \"light\"\n":     "",
		"[keys]\nassign = [\"A\", \"ctrl+a\"]\n": "",
		"mouce = true\n":                         "mouse",
		"theme = \"blue\"\n":                     "dark or light",
		"\n\nkeys = [\n":                         "line 3",
	} {
		path := filepath.Join(t.TempDir(), "config.toml")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		conf, err := newCaller(nil, nil, nil, []string{"OPSDESK_CONFIG=" + path}).config()
		switch {
		case want == "" && err != nil:
			t.Errorf("%q: %v", text, err)
		case want != "" && (err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), path)):
			t.Errorf("%q: %v", text, err)
		case strings.Contains(text, "assign") && len(conf.Keys["assign"]) != 2:
			t.Errorf("%q: %+v", text, conf)
		}
	}
	if _, err := newCaller(nil, nil, nil, []string{"OPSDESK_CONFIG=" + filepath.Join(t.TempDir(), "none")}).config(); err != nil {
		t.Errorf("no config file: %v", err)
	}
}
