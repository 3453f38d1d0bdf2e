package cmd

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/BurntSushi/toml"
	"github.com/adrg/xdg"
)

// A config is what a person has set up in their config file; what a flag says comes before it.
type config struct {
	// DB is the desk's file.
	DB string `toml:"db"`
	// Mouse off leaves the mouse to the terminal.
	Mouse *bool `toml:"mouse"`
	// Theme is dark or light; empty asks the terminal.
	Theme string `toml:"theme"`
	// Keys are the keys of actions, by their ids.
	Keys map[string][]string `toml:"keys"`
}

// configPath gives the config file: what OPSDESK_CONFIG names, else config.toml in the config folder.
func (c *caller) configPath() string {
	return cmp.Or(c.env("OPSDESK_CONFIG"), filepath.Join(cmp.Or(c.env("XDG_CONFIG_HOME"), xdg.ConfigHome), "opsdesk", "config.toml"))
}

// config reads the config file. None is an empty one; a name in it that means nothing is an error.
func (c *caller) config() (config, error) {
	var conf config
	path := c.configPath()
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return conf, nil
	}
	if err != nil {
		return conf, fmt.Errorf("read the config file: %w", err)
	}
	meta, err := toml.Decode(string(text), &conf)
	var parse toml.ParseError
	switch {
	case errors.As(err, &parse):
		return conf, fmt.Errorf("config file %s, line %d: %s", path, parse.Position.Line, parse.Message)
	case err != nil:
		return conf, fmt.Errorf("config file %s: %w", path, err)
	}
	if unknown := meta.Undecoded(); len(unknown) > 0 {
		var names []string
		for _, key := range unknown {
			names = append(names, key.String()+didYouMean(key.String(), []string{"db", "mouse", "theme", "keys"}, ""))
		}
		return conf, fmt.Errorf("config file %s: there is no setting %s", path, strings.Join(names, ", "))
	}
	if conf.Theme != "" && conf.Theme != "dark" && conf.Theme != "light" {
		return conf, fmt.Errorf("config file %s: the theme is dark or light, not %s", path, quoted(conf.Theme))
	}
	return conf, nil
}
